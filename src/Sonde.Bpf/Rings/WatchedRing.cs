using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>A ring that a consumer waits for: its descriptor, and those to be disposed with it.</summary>
/// <param name="Descriptor">Readable when the ring has records.</param>
/// <param name="Consumers">Those that wait.</param>
internal readonly record struct WatchedRing(SafeHandle Descriptor, ConsumerList Consumers);
