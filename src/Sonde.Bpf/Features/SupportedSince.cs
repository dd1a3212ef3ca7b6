namespace Sonde.Bpf;

/// <summary>Which kernel brought what: the one table of it. The tests compare it with the documentation and with the running kernel.</summary>
/// <remarks>Distributions carry features back, so nothing is decided by it: it is for error messages and answers.</remarks>
internal static class SupportedSince
{
    // Each list is by number, as the kernel's enumeration is.
    private static readonly string[] MapTypes =
    [
        "0.0", "3.19", "3.19", "4.2", "4.3", "4.6", "4.6", "4.6", "4.8", "4.10", "4.10", "4.11", "4.12", "4.12", "4.14", "4.14",
        "4.15", "4.18", "4.18", "4.19", "4.19", "4.20", "4.20", "4.20", "5.2", "5.4", "5.6", "5.8", "5.10", "5.11", "5.16",
        "6.1", "6.2", "6.9", "6.19", "7.2",
    ];

    private static readonly string[] ProgramTypes =
    [
        "0.0", "3.19", "4.1", "4.1", "4.1", "4.7", "4.8", "4.9", "4.10", "4.10", "4.10", "4.10", "4.10", "4.13", "4.14", "4.15",
        "4.17", "4.17", "4.17", "4.18", "4.18", "4.19", "4.20", "5.2", "5.2", "5.3", "5.5", "5.6", "5.6", "5.7", "5.9", "5.14",
        "6.4",
    ];

    private static readonly string[] AttachTypes =
    [
        "4.10", "4.10", "4.10", "4.13", "4.14", "4.14", "4.15", "4.17", "4.17", "4.17", "4.17", "4.17", "4.17", "4.17", "4.18",
        "4.18", "4.18", "4.20", "5.2", "5.2", "5.2", "5.3", "5.3", "5.5", "5.5", "5.5", "5.7", "5.7", "5.8", "5.8", "5.8", "5.8",
        "5.8", "5.8", "5.9", "5.9", "5.9", "5.9", "5.13", "5.14", "5.14", "5.15", "5.18", "6.0", "6.4", "6.4", "6.6", "6.6",
        "6.6", "6.7", "6.7", "6.7", "6.7", "6.7", "6.7", "6.7", "6.10", "6.13", "7.0", "7.2", "7.2", "7.2",
    ];

    private static readonly string[] LinkTypes =
    [
        "0.0", "5.7", "5.7", "5.7", "5.8", "5.8", "5.9", "5.15", "5.18", "6.4", "6.4", "6.6", "6.6", "6.7", "6.10", "7.2",
    ];

    // By the last number that a kernel had; those up to 155 are older than what Sonde supports.
    private static readonly (int Last, string Version)[] Helpers =
    [
        (155, "0.0"), (162, "5.11"), (163, "5.12"), (165, "5.13"), (168, "5.14"), (175, "5.15"), (179, "5.16"), (185, "5.17"),
        (193, "5.18"), (203, "5.19"), (207, "6.0"), (209, "6.1"), (211, "6.2"),
    ];

    /// <summary>The kernel that brought a map type, or null when it is not known.</summary>
    public static Version? Of(BpfMapType type) => Find(MapTypes, (int)type);

    /// <summary>The kernel that brought a program type, or null when it is not known.</summary>
    public static Version? Of(BpfProgramType type) => Find(ProgramTypes, (int)type);

    /// <summary>The kernel that brought an attach type, or null when it is not known.</summary>
    public static Version? Of(BpfAttachType type) => Find(AttachTypes, (int)type);

    /// <summary>The kernel that brought a link type, or null when it is not known.</summary>
    public static Version? Of(BpfLinkType type) => Find(LinkTypes, (int)type);

    /// <summary>The kernel that brought a helper, or null when it is older than 5.10 or not known.</summary>
    public static Version? Of(BpfHelper helper) => Known(Array.Find(Helpers, h => (int)helper <= h.Last).Version);

    private static Version? Find(string[] versions, int number) => (uint)number < (uint)versions.Length ? Known(versions[number]) : null;

    private static Version? Known(string? version) => version is null or "0.0" ? null : Version.Parse(version);
}
