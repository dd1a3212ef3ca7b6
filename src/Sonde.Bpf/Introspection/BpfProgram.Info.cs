namespace Sonde.Bpf;

public sealed partial class BpfProgram
{
    /// <summary>Asks the kernel about the program.</summary>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfProgramInfo GetInfo() => ProgramInfo.Read(Fd);

    /// <summary>Every program of the system, of all processes (<c>BPF_PROG_GET_NEXT_ID</c>). Needs CAP_SYS_ADMIN.</summary>
    /// <remarks>Programs that come and go meanwhile may or may not be among them.</remarks>
    /// <exception cref="BpfException">The caller may not.</exception>
    public static IEnumerable<BpfProgramInfo> EnumerateSystem()
    {
        foreach (uint id in KernelObjects.Ids(BpfCommand.ProgramGetNextId, "program"))
        {
            using Sonde.Kernel.FdHandle? program = KernelObjects.TryOpen(BpfCommand.ProgramGetFdById, id, "program");
            if (program is not null)
                yield return ProgramInfo.Read(program);
        }
    }
}
