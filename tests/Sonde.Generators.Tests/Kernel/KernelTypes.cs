using System.Text;
using Sonde.Bpf.Build.Describing;
using Sonde.Generators.Tests.Running;
using Sonde.ObjectFiles;

namespace Sonde.Generators.Tests.Kernel;

/// <summary>Structures of the running kernel, described as <c>SONDE_EXPORT</c> has them described, and their C#.</summary>
internal sealed class KernelTypes
{
    public const string BtfPath = "/sys/kernel/btf/vmlinux";

    // Between them they hold most of what C can do to a layout.
    private static readonly string[] Chosen =
    [
        "task_struct", "mm_struct", "vm_area_struct", "page", "sock", "tcp_sock", "sk_buff", "net_device", "inode", "file", "dentry",
        "super_block", "request", "bio", "cgroup", "css_set", "cred", "signal_struct", "nsproxy", "rq", "bpf_prog", "bpf_map", "perf_event",
    ];

    private static readonly Lazy<KernelTypes> Running = new(() => new KernelTypes(Btf.Parse(File.ReadAllBytes(BtfPath))));

    private KernelTypes(Btf btf)
    {
        Btf = btf;
        Ids = Chosen.Where(name => btf.TryFindType(name, BtfKind.Struct, out _)).ToDictionary(name => name, name => Find(btf, name));
        Item = new BpfItem("vmlinux", Describe(btf, [.. Ids.Values])) { ClassName = "Kernel" };
    }

    public static KernelTypes OfRunning => Running.Value;

    public Btf Btf { get; }

    /// <summary>The chosen ones that this kernel has.</summary>
    public IReadOnlyDictionary<string, int> Ids { get; }

    public BpfItem Item { get; }

    private static int Find(Btf btf, string name) => btf.TryFindType(name, BtfKind.Struct, out BtfType type) ? type.Id : 0;

    private static string Describe(Btf btf, int[] exports)
    {
        var types = new TypeTable(btf);
        types.AddRoot(exports);
        var text = new StringBuilder("sonde-bpf 1\nsource vmlinux\nlicense GPL\n");
        TypeLines.Write(text, types, SourcePlaces.None);
        foreach (int export in exports)
            text.Append("export ").Append(Words.Number(types.NumberOf(export))).Append('\n');
        return text.ToString();
    }
}
