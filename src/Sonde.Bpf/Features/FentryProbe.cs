using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Attaches an empty fentry program to a kernel function and detaches it again.</summary>
internal static unsafe class FentryProbe
{

    public static bool Try(uint functionId)
    {
        // r0 = 0; exit
        ReadOnlySpan<ulong> instructions = [0x00000000_000000b7, 0x00000000_00000095];
        using var program = new FdHandle();
        using var link = new FdHandle();
        fixed (ulong* code = instructions)
        fixed (byte* license = "Dual MIT/GPL"u8)
        {
            var options = new Libbpf.ProgramLoadOptions
            {
                Size = (nuint)sizeof(Libbpf.ProgramLoadOptions),
                ExpectedAttachType = (uint)BpfAttachType.TraceFentry,
                AttachBtfId = functionId,
            };
            program.Own(Libbpf.ProgramLoad(BpfProgramType.Tracing, null, license, code, (nuint)instructions.Length, &options));
        }

        if (program.IsInvalid)
            return false;
        using var lease = new HandleLease(program);
        var attach = new RawTracepointAttributes { ProgramFd = lease.Descriptor };
        link.Own(BpfCall.Invoke(BpfCommand.RawTracepointOpen, ref attach));
        return !link.IsInvalid;
    }
}
