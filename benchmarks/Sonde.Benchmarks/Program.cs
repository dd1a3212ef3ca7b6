using BenchmarkDotNet.Running;
using Sonde.Benchmarks;

// "compare PEERS [NAMES]" sets Sonde beside its peers, "side NAME" is Sonde's part in a process of its own; anything else is for BenchmarkDotNet.
switch (args)
{
    case ["compare", var peers, .. var names]:
        return Comparisons.Run(peers, names);
    case ["side", "ring-stream"]:
        RingStreamComparison.Consume();
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RingDrain).Assembly).Run(args);
        return 0;
}
