using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>The types of the running kernel.</summary>
/// <remarks>The bytes, some 6 MB, lie in native memory until this is disposed; the types must not be used afterwards.</remarks>
public sealed partial class KernelBtf : IDisposable
{
    internal const string Path = "/sys/kernel/btf/vmlinux";
    private readonly NativeBytes _bytes;

    private KernelBtf(NativeBytes bytes)
    {
        _bytes = bytes;
        Types = Btf.Parse(bytes.Memory);
    }

    /// <summary>The types; each is decoded when it is asked for.</summary>
    public Btf Types { get; }

    /// <summary>Reads <c>/sys/kernel/btf/vmlinux</c>.</summary>
    /// <exception cref="BpfException">This kernel has no BTF, or none that can be read.</exception>
    public static KernelBtf Open()
    {
        NativeBytes? bytes = null;
        try
        {
            bytes = NativeBytes.Read(Path);
            return new KernelBtf(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            bytes?.Dispose();
            throw BpfErrors.Refused(
                "read kernel types", null, Errno.ENOENT, $"{e.Message} Boot a kernel with CONFIG_DEBUG_INFO_BTF.");
        }
    }

    /// <summary>Frees the bytes.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <summary>The id of a kernel function, or null when the kernel has no BTF or no such function.</summary>
    internal static int? FindFunction(string name)
    {
        if (!File.Exists(Path))
            return null;
        using KernelBtf kernel = Open();
        return kernel.Types.TryFindType(name, BtfKind.Function, out BtfType type) ? type.Id : null;
    }
}
