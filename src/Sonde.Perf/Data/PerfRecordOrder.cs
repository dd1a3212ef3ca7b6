namespace Sonde.Perf;

/// <summary>In which order the records of a recording are read.</summary>
public enum PerfRecordOrder
{
    /// <summary>By time over all CPUs, within a window of limited size.</summary>
    Time,

    /// <summary>As they lie in the file: those of one CPU in their order, the CPUs in turns.</summary>
    File,
}
