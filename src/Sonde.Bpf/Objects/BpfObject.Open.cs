using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfObject
{
    private BpfObject(ReadOnlyMemory<byte> image, BpfObjectFile file, string name, BpfOpenOptions? options)
    {
        _file = file;
        _links = new BpfLinkList(this);
        _options = options;
        Name = name;
        _image = image;
        _handle = new ObjectHandle();
    }

    /// <summary>Opens an object that is in memory. It is not copied; the memory is read again only to explain a verifier failure.</summary>
    /// <remarks>With <see cref="BpfOpenOptions.StructOps"/> it is copied, and the copy is changed.</remarks>
    /// <param name="image">The ELF file, 64-bit and of this machine's byte order, with BTF (clang <c>-target bpf -g</c>).</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="BpfException">It is not such an object; the message says what is wrong with it.</exception>
    public static BpfObject Open(ReadOnlyMemory<byte> image, BpfOpenOptions? options = null)
    {
        string name = options?.Name ?? "object";
        if (options?.StructOps is not null)
            image = image.ToArray();
        BpfObjectFile file = ReadImage(image, name);
        if (options?.StructOps is { } set)
            BpfStructOpsTables.Offer(file, name, set);
        var bpfObject = new BpfObject(image, file, name, options);
        try
        {
            bpfObject.OpenImage();
            bpfObject.ListMaps();
            bpfObject.SetPinRoot(options);
            bpfObject.ListPrograms();
            return bpfObject;
        }
        catch
        {
            bpfObject.Dispose();
            throw;
        }
    }

    /// <summary>Opens an object file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="BpfException">It cannot be read, or it is not a BPF object that can be loaded.</exception>
    public static BpfObject OpenFile(string path, BpfOpenOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new BpfOpenOptions();
        byte[] image;
        try
        {
            image = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BpfErrors.Refused("open BPF object", path, Errno.ENOENT, e.Message);
        }

        return Open(image, options with { Name = options.Name ?? NameOf(Path.GetFileName(path)) });
    }

    /// <summary>Opens an object that is embedded in an assembly, where it lies.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="resource">The name of the resource.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="ArgumentException">The assembly has no such resource.</exception>
    /// <exception cref="BpfException">The resource is not a BPF object that can be loaded.</exception>
    public static BpfObject OpenResource(Assembly assembly, string resource, BpfOpenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        options ??= new BpfOpenOptions();
        using Stream stream = assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"{assembly.GetName().Name} has no resource {resource}.", nameof(resource));

        // Resources of an assembly on disk are mapped for as long as it is loaded, which is as long as its types are in use.
        if (stream is UnmanagedMemoryStream { PositionPointer: var start } mapped)
        {
            var memory = new ResourceMemory(start, checked((int)mapped.Length));
            return Open(memory.Memory, options with { Name = options.Name ?? NameOf(resource) });
        }

        byte[] copy = new byte[checked((int)stream.Length)];
        stream.ReadExactly(copy);
        return Open(copy, options with { Name = options.Name ?? NameOf(resource) });
    }

    // "Namespace.FuncLatency.bpf.o" and "funclatency.bpf.o" are named by what stands before the endings.
    private static string NameOf(string file)
    {
        string name = file.EndsWith(".bpf.o", StringComparison.Ordinal) ? file[..^6] : Path.GetFileNameWithoutExtension(file);
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private static BpfObjectFile ReadImage(ReadOnlyMemory<byte> image, string name)
    {
        try
        {
            return BpfObjectFile.Parse(image);
        }
        catch (FormatException e)
        {
            throw BpfErrors.Refused("open BPF object", name, Errno.ENOEXEC, e.Message);
        }
    }

    private void OpenImage()
    {
        using MemoryHandle pin = _image.Pin();
        nuint length = (nuint)_image.Length;

        // libelf reads 8-byte fields in place.
        void* aligned = ((nuint)pin.Pointer & 7) == 0 ? null : NativeMemory.AlignedAlloc(length, 8);
        try
        {
            if (aligned is not null)
                Buffer.MemoryCopy(pin.Pointer, aligned, length, length);
            OpenMemory(aligned is null ? pin.Pointer : aligned, length);
        }
        finally
        {
            NativeMemory.AlignedFree(aligned);
        }
    }

    private void OpenMemory(void* image, nuint length)
    {
        using LibbpfLog log = BeginLog();
        fixed (byte* name = Encoding.UTF8.GetBytes(Name + '\0'))
        {
            var options = new Libbpf.ObjectOpenOptions { Size = (nuint)sizeof(Libbpf.ObjectOpenOptions), ObjectName = name };
            nint bpfObject = Libbpf.ObjectOpenMemory(image, length, &options);
            var errno = (Errno)Marshal.GetLastPInvokeError();
            _handle.Own(bpfObject);
            if (bpfObject == 0)
                throw BpfErrors.Failed("open BPF object", Name, errno, KernelFeatures.None, FirstLine(log.Text));
        }
    }

    private void ListMaps()
    {
        for (nint map = Libbpf.ObjectNextMap(_handle, 0); map != 0; map = Libbpf.ObjectNextMap(_handle, map))
        {
            string name = Marshal.PtrToStringUTF8((nint)Libbpf.MapName(map))!;

            // The maps of global data are called "object.rodata"; C names have no dot.
            if (name.Contains('.', StringComparison.Ordinal))
                continue;
            ForgetRecordType(map, name);
            _maps.Add(name, new BpfMap(this, map, name));
        }
    }

    // "__type(value, struct event)" on a ring or a perf event array declares its record type to us; the kernel wants other sizes there.
    private static void ForgetRecordType(nint map, string name)
    {
        uint size;
        switch (Libbpf.MapType(map))
        {
            case BpfMapType.RingBuffer or BpfMapType.UserRingBuffer:
                size = 0;
                break;
            case BpfMapType.PerfEventArray:
                size = sizeof(uint); // A CPU, and a descriptor.
                break;
            default:
                return;
        }

        int error = Libbpf.MapSetValueSize(map, size);
        if (error == 0)
            error = Libbpf.MapSetKeySize(map, size);
        if (error != 0)
            throw BpfErrors.Failed("prepare map", name, (Errno)(-error), KernelFeatures.None);
    }

    private void ListPrograms()
    {
        for (nint program = Libbpf.ObjectNextProgram(_handle, 0); program != 0; program = Libbpf.ObjectNextProgram(_handle, program))
        {
            string name = Marshal.PtrToStringUTF8((nint)Libbpf.ProgramName(program))!;
            _programs.Add(name, new BpfProgram(this, program, name));
        }
    }
}
