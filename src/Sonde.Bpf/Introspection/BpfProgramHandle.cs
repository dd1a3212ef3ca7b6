using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program in the kernel, whoever loaded it. Holding it keeps it there; disposing lets it go.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class BpfProgramHandle : IDisposable
{
    private readonly FdHandle _descriptor;

    private BpfProgramHandle(FdHandle descriptor, BpfProgramInfo info)
    {
        _descriptor = descriptor;
        Id = info.Id;
        Name = info.Name;
        Type = info.Type;
    }

    /// <summary>The id.</summary>
    public uint Id { get; }

    /// <summary>The name, of which the kernel keeps 15 bytes.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public BpfProgramType Type { get; }

    /// <summary>Opens a program by its id (<c>BPF_PROG_GET_FD_BY_ID</c>). Needs CAP_SYS_ADMIN.</summary>
    /// <param name="id">The id, from <see cref="BpfProgramInfo.Id"/> for example.</param>
    /// <exception cref="BpfException">There is no such program, or the caller may not.</exception>
    public static BpfProgramHandle FromId(uint id) => Own(KernelObjects.Open(BpfCommand.ProgramGetFdById, id, "program"));

    /// <summary>Opens a program that was pinned.</summary>
    /// <param name="path">The file, in a BPF file system.</param>
    /// <exception cref="BpfException">There is no such file, or it is something else than a program.</exception>
    public static BpfProgramHandle OpenPinned(string path)
    {
        FdHandle descriptor = BpfPin.Open(path, "program");
        BpfPinKind kind = PinKinds.Of(descriptor);
        if (kind == BpfPinKind.Program)
            return Own(descriptor);
        descriptor.Dispose();
        throw BpfErrors.Refused("open pinned program", path, Errno.EINVAL, $"it is a {kind.ToString().ToLowerInvariant()}, not a program.");
    }

    /// <summary>Asks the kernel about the program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfProgramInfo GetInfo() => ProgramInfo.Read(_descriptor);

    /// <summary>Gives the program a name in a BPF file system, which keeps it loaded after this process has ended.</summary>
    /// <param name="path">A new file under a mounted bpffs, such as <c>/sys/fs/bpf/myprogram</c>.</param>
    /// <exception cref="BpfException">The file exists, or is not in a bpffs.</exception>
    public void Pin(string path) => BpfPin.Pin(_descriptor, path, $"program {Name}");

    /// <inheritdoc cref="BpfProgram.TestRun(in BpfTestRun)"/>
    public BpfTestRunResult TestRun(in BpfTestRun run) => ProgramTestRun.Run(_descriptor, Name, Type, run);

    /// <summary>Lets the program go; the kernel unloads it when nothing else holds it.</summary>
    public void Dispose() => _descriptor.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Type} {Name}";

    private static BpfProgramHandle Own(FdHandle descriptor)
    {
        try
        {
            return new BpfProgramHandle(descriptor, ProgramInfo.Read(descriptor));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }
}
