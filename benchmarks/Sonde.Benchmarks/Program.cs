using BenchmarkDotNet.Running;
using Sonde.Benchmarks;

// "compare PEER" sets Sonde beside a peer; anything else is for BenchmarkDotNet.
if (args is ["compare", var peer])
    RingComparison.Run(peer);
else
    BenchmarkSwitcher.FromAssembly(typeof(RingDrain).Assembly).Run(args);
