namespace Sonde.Bpf.Faults;

/// <summary>What operations begin with.</summary>
internal static class Prepared
{
    public static BpfMapOptions Hash => BpfMapOptions.Of<int, long>(BpfMapType.Hash, "hash", 16);

    public static Attachments Open(Func<Attachments, BpfProgram[]> programs)
    {
        Attachments bpf = Attachments.Open();
        foreach (BpfProgram program in bpf.Object.Programs)
            program.AutoLoad = false;
        foreach (BpfProgram program in programs(bpf))
            program.AutoLoad = true;
        return bpf;
    }

    public static Attachments Load(Func<Attachments, BpfProgram[]> programs)
    {
        Attachments bpf = Open(programs);
        bpf.Load();
        return bpf;
    }
}
