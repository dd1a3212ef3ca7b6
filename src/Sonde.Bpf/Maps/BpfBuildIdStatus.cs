namespace Sonde.Bpf;

/// <summary>What is known of a frame of a user stack (<c>enum bpf_stack_build_id_status</c>).</summary>
public enum BpfBuildIdStatus
{
    /// <summary>BPF_STACK_BUILD_ID_EMPTY: the stack has ended.</summary>
    Empty = 0,

    /// <summary>BPF_STACK_BUILD_ID_VALID: build-id and offset in the file.</summary>
    Valid = 1,

    /// <summary>BPF_STACK_BUILD_ID_IP: an address only, as the kernel could not read the build-id without waiting.</summary>
    Address = 2,
}
