using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>A ring that a consumer waits for: its descriptor, and the place that the consumer takes.</summary>
/// <param name="Descriptor">Readable when the ring has records.</param>
/// <param name="Consumer">The place of the one consumer.</param>
internal readonly record struct WatchedRing(SafeHandle Descriptor, ConsumerSlot Consumer);
