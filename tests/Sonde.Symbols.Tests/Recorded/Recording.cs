using System.Text;
using Sonde.Kernel;
using Sonde.Perf;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Reads a recording of perf, and names its frames as a tool does.</summary>
internal static class Recording
{
    /// <summary>Gets a frame of a process.</summary>
    public delegate void Visitor(int pid, ulong address, string mapping, SymbolFrame frame);

    /// <summary>Visits all frames of all processes, but none of the kernel.</summary>
    public static void Visit(string path, RecordedProcesses processes, Visitor visit)
    {
        using PerfDataFile file = PerfDataFile.Open(path);
        using PerfDataReader records = file.ReadRecords();
        var mappings = new List<(int Pid, ulong Start, ulong End, string Path)>();
        while (records.TryRead(out PerfDataRecord record))
        {
            switch (record.Type)
            {
                case PerfRecordType.Mapping or PerfRecordType.Mapping2 when record.AsMapping() is { IsData: false } mapping:
                    string name = Encoding.UTF8.GetString(mapping.NameUtf8);
                    processes.Map(mapping.ProcessId, mapping.Start, mapping.Length, mapping.FileOffset, name);
                    mappings.Add((mapping.ProcessId, mapping.Start, mapping.Start + mapping.Length, name));
                    break;
                case PerfRecordType.Sample:
                    PerfSample sample = record.AsSample();
                    ulong time = file.HasMonotonicTimes ? sample.Time : RecordedProcesses.UnknownTime;
                    foreach (ulong address in sample.CallChain)
                    {
                        int pid = sample.ProcessId;
                        ulong each = address;
                        if ((long)address >= 0)
                            visit(pid, address, mappings.FindLast(m => m.Pid == pid && each >= m.Start && each < m.End).Path ?? "", processes.Resolve(pid, address, time));
                    }

                    break;
            }
        }
    }
}
