namespace Sonde.Benchmarks;

/// <summary>The peers' programs: libbpf in C, one for each job, and cilium/ebpf in Go, where it could be built.</summary>
/// <param name="Folder">Where they were built.</param>
internal sealed record Peers(string Folder)
{
    /// <summary>Starts the program in C of a job that Go's library has nothing for.</summary>
    public SideProcesses StartC(string job, params string[] arguments) => new([new SideProcess(Machine.MeasuredCpu, Path.Combine(Folder, job), arguments)]);

    /// <summary>Starts all that can do a job, on the CPU that is measured.</summary>
    public SideProcesses Start(string job, params string[] arguments)
    {
        var sides = new List<SideProcess> { new(Machine.MeasuredCpu, Path.Combine(Folder, job), arguments) };
        string cilium = Path.Combine(Folder, "cilium");
        if (File.Exists(cilium))
            sides.Add(new SideProcess(Machine.MeasuredCpu, cilium, [job, .. arguments]));
        return new SideProcesses(sides);
    }
}
