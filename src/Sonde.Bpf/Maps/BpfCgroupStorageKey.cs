using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>A key of the old control group storage: <c>struct bpf_cgroup_storage_key</c>.</summary>
/// <param name="CgroupId">The id of the control group: the inode of its directory.</param>
/// <param name="AttachType">How the program is attached (<c>enum bpf_attach_type</c>).</param>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly record struct BpfCgroupStorageKey(ulong CgroupId, uint AttachType);
