using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program that BPF_PROG_ATTACH put on something, where the kernel has no link for it.</summary>
internal sealed class ProgramAttachment : Attachment
{
    private readonly FdHandle _target;
    private readonly FdHandle _program;
    private readonly BpfAttachType _type;

    private ProgramAttachment(FdHandle target, FdHandle program, BpfAttachType type)
    {
        _target = target;
        _program = program;
        _type = type;
    }

    public static ProgramAttachment Attach(BpfProgram program, FdHandle target, BpfAttachType type, string description)
    {
        FdHandle? ownTarget = null;
        FdHandle? ownProgram = null;
        try
        {
            ownTarget = Libc.Duplicate(target, description);
            ownProgram = Libc.Duplicate(program.Fd, program.Name);
            int error = Call(BpfCommand.ProgramAttach, ownTarget, ownProgram, type);
            if (error < 0)
                throw BpfErrors.Failed($"attach program {program.Name} to", description, (Errno)(-error), KernelFeatures.Bpf);
            return new ProgramAttachment(ownTarget, ownProgram, type);
        }
        catch
        {
            ownTarget?.Dispose();
            ownProgram?.Dispose();
            throw;
        }
    }

    public override bool OutlivesProcess => true;

    public override void Dispose()
    {
        if (!_target.IsClosed)
            _ = Call(BpfCommand.ProgramDetach, _target, _program, _type); // What is detached already is no error here.
        _program.Dispose();
        _target.Dispose();
    }

    private static int Call(BpfCommand command, FdHandle target, FdHandle program, BpfAttachType type)
    {
        using var targetLease = new HandleLease(target);
        using var programLease = new HandleLease(program);
        var attributes = new ProgramAttachAttributes { TargetFd = targetLease.Descriptor, ProgramFd = programLease.Descriptor, AttachType = type };
        return BpfCall.Invoke(command, ref attributes);
    }
}
