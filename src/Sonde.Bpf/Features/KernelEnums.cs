using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>The kernel's own lists of map types, program types and the like, from its BTF, read once.</summary>
internal static class KernelEnums
{
    private static readonly Lazy<Dictionary<string, Dictionary<long, string>>?> Read = new(
        ReadAll, LazyThreadSafetyMode.PublicationOnly); // A failure is not kept.

    /// <summary>Whether the kernel's types can be read; without them only probes tell.</summary>
    public static bool AreKnown => Read.Value is not null;

    /// <summary>The kernel's name of a value, or null when it has none.</summary>
    public static string? Find(string enumeration, int value)
        => Read.Value is { } all && all[enumeration].TryGetValue(value, out string? name) ? name : null;

    /// <summary>The last name of an enumeration, which shows where it ends.</summary>
    public static string Last(string enumeration) => Read.Value![enumeration].MaxBy(v => v.Key).Value;

    private static Dictionary<string, Dictionary<long, string>>? ReadAll()
    {
        if (!File.Exists(KernelBtf.Path))
            return null;
        using KernelBtf kernel = KernelBtf.Open();
        var all = new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal);
        foreach (string name in new[] { "bpf_map_type", "bpf_prog_type", "bpf_attach_type", "bpf_link_type", "bpf_func_id" })
        {
            var values = all[name] = [];
            if (!kernel.Types.TryFindType(name, BtfKind.Enum, out BtfType type))
                continue;

            // The end of each list has a name too (__MAX_BPF_MAP_TYPE, MAX_BPF_LINK_TYPE), and no meaning.
            foreach (BtfEnumValue value in type.Values)
            {
                if (!value.Name.Contains("MAX_", StringComparison.Ordinal))
                    values.TryAdd(value.Value, value.Name);
            }
        }

        return all;
    }
}
