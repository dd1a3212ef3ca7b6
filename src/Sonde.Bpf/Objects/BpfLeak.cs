namespace Sonde.Bpf;

/// <summary>An object that was collected without having been disposed.</summary>
/// <param name="ObjectName">The name of the object.</param>
/// <param name="Links">Its links, each in words, for example <c>kprobe vfs_read</c>.</param>
public sealed record BpfLeak(string ObjectName, IReadOnlyList<string> Links);
