using Sonde.Kernel;

namespace Sonde.Bpf;

public static unsafe partial class BpfFeatures
{
    // What the verifier says when a program may not call a helper.
    private static readonly string[] HelperRefusals = ["invalid func", "unknown func", "cannot use helper", "is not allowed in probe"];

    private static BpfFeatureAnswer TryMap(string feature, BpfMapType type)
    {
        RaiseMemoryLimit();
        Errno errno = MapProbe.Try(type);
        return errno switch
        {
            Errno.None => Yes(feature, "A map of the type was made."),
            Errno.ENOTSUPP when type == BpfMapType.StructOps => Yes(feature, "Making one for a type that is no struct_ops gave ENOTSUPP, which only this type does."),
            Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP => No(feature, $"Making one gave {errno}", KernelEnums.AreKnown),
            _ => NotKnown(feature, "Making one", errno),
        };
    }

    private static BpfFeatureAnswer TryProgram(string feature, BpfProgramType type, BpfAttachType? attachType)
    {
        RaiseMemoryLimit();
        Errno errno = ProgramProbe.TryType(type, attachType, out string log);
        string? said = log.Split('\n').LastOrDefault(l => l.Length > 0 && !l.StartsWith("processed ", StringComparison.Ordinal));
        return errno switch
        {
            Errno.None => Yes(feature, "A program was loaded."),
            _ when said is not null => Yes(feature, $"The verifier looked at a program and said: {said}."),
            Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP => No(feature, $"Loading one gave {errno} before the verifier", KernelEnums.AreKnown),
            _ => NotKnown(feature, "Loading one", errno),
        };
    }

    private static BpfFeatureAnswer TryHelper(string feature, BpfProgramType type, BpfHelper helper)
    {
        if (type is BpfProgramType.Extension or BpfProgramType.StructOps)
        {
            return new(
                feature, BpfFeatureState.Unknown, BpfEvidence.None,
                $"What programs of type {type} may call depends on what they stand in for: it cannot be tried with an empty one.");
        }

        BpfFeatureAnswer programs = ProgramType(type);
        if (programs.State != BpfFeatureState.Yes)
            return programs with { Feature = feature, Evidence = $"Programs of type {type}: {programs.Evidence}" };
        Errno errno = ProgramProbe.TryHelper(type, (int)helper, out string log);
        string said = log.Split('\n').LastOrDefault(l => l.Length > 0 && !l.StartsWith("processed ", StringComparison.Ordinal)) ?? "";
        bool isRefused = HelperRefusals.Any(r => said.Contains(r, StringComparison.Ordinal));
        return errno switch
        {
            Errno.None => Yes(feature, $"A program of type {type} that calls it was loaded."),
            _ when isRefused => new(feature, BpfFeatureState.No, BpfEvidence.Probe, $"A program of type {type} that calls it was refused: {said}."),
            _ when said.Length > 0 => Yes(feature, $"A program of type {type} may call it; the verifier looked at the arguments: {said}."),
            _ => NotKnown(feature, "Loading a program that calls it", errno),
        };
    }

    private static BpfFeatureAnswer TryAttachType(string feature, BpfAttachType type) => type switch
    {
        BpfAttachType.TraceKprobeMulti or BpfAttachType.TraceKprobeSession or BpfAttachType.TraceUprobeMulti or BpfAttachType.TraceUprobeSession
            => TryMulti(feature, type),
        _ when ProgramTypeOf(type) is not { } program => new(
            feature, BpfFeatureState.Unknown, BpfEvidence.None, "This version of Sonde does not know which programs attach there."),
        _ => TryProgram(feature, ProgramTypeOf(type)!.Value, type),
    };

    private static BpfFeatureAnswer TryLinkType(string feature, BpfLinkType type) => type switch
    {
        BpfLinkType.KprobeMulti => TryMulti(feature, BpfAttachType.TraceKprobeMulti),
        BpfLinkType.UprobeMulti => TryMulti(feature, BpfAttachType.TraceUprobeMulti),
        BpfLinkType.Tcx => TryInterfaceLink(feature, BpfAttachType.TcxIngress),
        BpfLinkType.Netkit => TryInterfaceLink(feature, BpfAttachType.NetkitPrimary),
        BpfLinkType.RawTracepoint => ByProgramType(feature, BpfProgramType.RawTracepoint),
        BpfLinkType.Tracing or BpfLinkType.Iterator or BpfLinkType.TracingMulti => ByProgramType(feature, BpfProgramType.Tracing),
        BpfLinkType.Cgroup => ByProgramType(feature, BpfProgramType.CgroupSkb),
        BpfLinkType.NetworkNamespace => ByProgramType(feature, BpfProgramType.SocketLookup),
        BpfLinkType.Xdp => ByProgramType(feature, BpfProgramType.Xdp),
        BpfLinkType.PerfEvent => ByProgramType(feature, BpfProgramType.PerfEvent),
        // The kernel had the number before it could make such links (6.4); the attach type came with them.
        BpfLinkType.StructOps => AttachType(BpfAttachType.StructOps) with { Feature = feature },
        BpfLinkType.Netfilter => ByProgramType(feature, BpfProgramType.Netfilter),
        BpfLinkType.SocketMap => ByProgramType(feature, BpfProgramType.SocketMessage),
        _ => new(feature, BpfFeatureState.Unknown, BpfEvidence.None, "This version of Sonde does not know how to try it."),
    };

    private static BpfProgramType? ProgramTypeOf(BpfAttachType type) => (int)type switch
    {
        0 or 1 => BpfProgramType.CgroupSkb,
        2 or 12 or 13 or 34 => BpfProgramType.CgroupSocket,
        3 => BpfProgramType.SocketOperations,
        4 or 5 or 38 => BpfProgramType.SocketSkb,
        6 => BpfProgramType.CgroupDevice,
        7 => BpfProgramType.SocketMessage,
        (>= 8 and <= 11) or 14 or 15 or 19 or 20 or (>= 29 and <= 32) or (>= 49 and <= 53) => BpfProgramType.CgroupSocketAddress,
        16 => BpfProgramType.LircMode2,
        17 => BpfProgramType.FlowDissector,
        18 => BpfProgramType.CgroupSysctl,
        21 or 22 => BpfProgramType.CgroupSocketOption,
        (>= 23 and <= 26) or 28 or (>= 58 and <= 61) => BpfProgramType.Tracing,
        27 or 43 => BpfProgramType.Lsm,
        33 or 35 or 37 => BpfProgramType.Xdp,
        36 => BpfProgramType.SocketLookup,
        39 or 40 => BpfProgramType.SocketReusePort,
        41 => BpfProgramType.PerfEvent,
        42 or 48 or 56 or 57 => BpfProgramType.Kprobe,
        44 => BpfProgramType.StructOps,
        45 => BpfProgramType.Netfilter,
        46 or 47 or 54 or 55 => BpfProgramType.TrafficClassifier,
        _ => null,
    };

    // Without the kernel's types a program type says nothing of what attaches it.
    private static BpfFeatureAnswer ByProgramType(string feature, BpfProgramType type)
    {
        BpfFeatureAnswer programs = ProgramType(type);
        if (!KernelEnums.AreKnown && programs.IsYes)
            return new(feature, BpfFeatureState.Unknown, BpfEvidence.None, "The kernel has no BTF that lists it.");
        return programs with { Feature = feature, Evidence = $"The kernel's types list it. Programs of type {type}: {programs.Evidence}" };
    }

    private static BpfFeatureAnswer TryMulti(string feature, BpfAttachType type)
    {
        BpfFeatureAnswer programs = TryProgram(feature, BpfProgramType.Kprobe, type);
        if (!programs.IsYes)
            return programs;
        bool isUprobe = type is BpfAttachType.TraceUprobeMulti or BpfAttachType.TraceUprobeSession;
        return (isUprobe ? MultiProbe.Uprobe : MultiProbe.Kprobe) switch
        {
            Errno.None => Yes(feature, "An impossible link was refused for its target and not for its kind."),
            Errno.EINVAL => No(feature, "A link was refused for its kind", KernelEnums.AreKnown),
            Errno errno => NotKnown(feature, "Making an impossible link", errno),
        };
    }

    private static BpfFeatureAnswer TryInterfaceLink(string feature, BpfAttachType type)
    {
        // r0 = 0; exit
        ReadOnlySpan<ulong> instructions = [0xb7, 0x95];
        using var program = new FdHandle();
        fixed (ulong* code = instructions)
        fixed (byte* license = "Dual MIT/GPL"u8)
        {
            var options = new Libbpf.ProgramLoadOptions { Size = (nuint)sizeof(Libbpf.ProgramLoadOptions), ExpectedAttachType = (uint)type };
            int result = Libbpf.ProgramLoad(BpfProgramType.TrafficClassifier, null, license, code, (nuint)instructions.Length, &options);
            program.Own(result);
            if (program.IsInvalid)
                return NotKnown(feature, "Loading a program for it", (Errno)(-result));
        }

        using var lease = new HandleLease(program);
        var attributes = new LinkCreateAttributes { ProgramFd = lease.Descriptor, Target = int.MaxValue, AttachType = type };
        Errno errno = BpfCall.Open(BpfCommand.LinkCreate, ref attributes, out FdHandle? link);
        link?.Dispose();
        return errno switch
        {
            Errno.ENODEV => Yes(feature, "A link on an interface that is not there was refused for that."),
            Errno.EINVAL => No(feature, "A link was refused for its kind", KernelEnums.AreKnown),
            _ => NotKnown(feature, "Making a link", errno),
        };
    }

    // Before 5.11 maps and programs count against RLIMIT_MEMLOCK. libbpf raises it when it loads its first program.
    private static void RaiseMemoryLimit()
    {
        if (!KernelVersion.Current.IsAtLeast(5, 11))
            _ = Cookie.Value;
    }

    private static BpfFeatureAnswer Yes(string feature, string evidence) => new(feature, BpfFeatureState.Yes, BpfEvidence.Probe, evidence);

    private static BpfFeatureAnswer No(string feature, string evidence, bool isListed)
        => new(
            feature, BpfFeatureState.No, BpfEvidence.Probe,
            isListed ? $"{evidence}, although the kernel's types list it: it was left out of this build." : $"{evidence}.");

    private static BpfFeatureAnswer NotKnown(string feature, string what, Errno errno)
    {
        string listed = KernelEnums.AreKnown ? "The kernel's types list it, which does not show that it was built in. " : "";
        string? remedy = errno is Errno.EPERM or Errno.EACCES ? KernelDoctor.Examine().Explain(KernelFeatures.Bpf) : null;
        return new(
            feature, BpfFeatureState.Unknown, BpfEvidence.None,
            $"{listed}{what} gave {KernelException.Describe(errno)}. {remedy}".TrimEnd());
    }
}
