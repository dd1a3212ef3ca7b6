using Sonde.Kernel;

namespace Sonde.Perf.Tests.Data;

/// <summary>Reads every field that a record has.</summary>
internal static class AllFields
{
    public static ulong Touch(PerfDataRecord record)
    {
        ulong sum = record.Time + record.Misc + (ulong)record.Identity.ThreadId + (ulong)record.Identity.Cpu;
        switch (record.Type)
        {
            case PerfRecordType.Sample:
                return sum + Touch(record.AsSample());
            case PerfRecordType.Mapping or PerfRecordType.Mapping2:
                PerfMapping mapping = record.AsMapping();
                return sum + mapping.Start + mapping.Length + mapping.FileOffset + mapping.Inode + mapping.DeviceMajor + mapping.DeviceMinor
                    + (ulong)mapping.BuildId.Length + (ulong)mapping.NameUtf8.Length + mapping.Protection + mapping.Flags;
            case PerfRecordType.Name:
                return sum + (ulong)record.AsName().NameUtf8.Length;
            case PerfRecordType.Fork or PerfRecordType.Exit:
                return sum + record.AsTask().Time;
            case PerfRecordType.KernelSymbol:
                return sum + record.AsKernelSymbol().Start + (ulong)record.AsKernelSymbol().NameUtf8.Length;
            case PerfRecordType.Lost or PerfRecordType.LostSamples:
                return sum + record.AsLost().Count;
            default:
                return sum;
        }
    }

    private static ulong Touch(PerfSample sample)
    {
        ulong sum = sample.Id + sample.InstructionPointer + (ulong)sample.ThreadId + sample.Address + sample.StreamId + (ulong)sample.Cpu + sample.Period;
        foreach (ulong address in sample.CallChain)
            sum += address;
        foreach (PerfBranch branch in sample.Branches)
            sum += branch.From + branch.To + (ulong)branch.Cycles;
        foreach (ulong register in sample.UserRegisters)
            sum += register;
        return sum + (ulong)sample.UserStack.Length + (ulong)sample.Raw.Length + (ulong)sample.ReadValues.Length + sample.Weight + sample.DataSource
            + sample.Transaction + (ulong)sample.InterruptRegisters.Length + sample.PhysicalAddress + sample.Cgroup + sample.DataPageSize
            + sample.CodePageSize + (ulong)sample.Aux.Length;
    }
}
