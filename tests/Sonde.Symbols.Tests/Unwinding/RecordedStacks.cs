using System.Text;
using Sonde.Kernel;
using Sonde.ObjectFiles;
using Sonde.Perf;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Reads the stacks of a recording, with the code that its processes had mapped at each moment.</summary>
internal sealed class RecordedStacks(UnwindModules modules)
{
    private const uint Executable = 4;

    private readonly Dictionary<int, AddressSpace> _spaces = [];
    private readonly List<RecordedMapping> _mappings = [];

    public delegate void Visitor(AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack);

    /// <summary>What was mapped last at an address, up to the record that is being read.</summary>
    public RecordedMapping? FindMapping(int pid, ulong address) =>
        _mappings.LastOrDefault(each => each.Pid == pid && address >= each.Start && address < each.End);

    public void Read(string path, Visitor visit)
    {
        using PerfDataFile file = PerfDataFile.Open(path);
        using PerfDataReader records = file.ReadRecords();
        while (records.TryRead(out PerfDataRecord record))
        {
            switch (record.Type)
            {
                case PerfRecordType.Mapping or PerfRecordType.Mapping2 when record.AsMapping().ProcessId >= 0:
                    Map(record.AsMapping());
                    break;
                case PerfRecordType.Fork when record.AsTask().ProcessId != record.AsTask().ParentProcessId:
                    _spaces[record.AsTask().ProcessId] = Space(record.AsTask().ParentProcessId).Fork();
                    break;
                case PerfRecordType.Name when record.AsName().IsExec:
                    Space(record.AsName().ProcessId).Clear();
                    break;
                case PerfRecordType.Sample:
                    PerfSample sample = record.AsSample();
                    if (SampledRegisters.TryRead(ElfMachine.X64, sample.UserRegisterMask, sample.UserRegisters, out FrameRegisters registers))
                    {
                        registers.TryGet(7, out ulong stackPointer);
                        visit(Space(sample.ProcessId), sample, in registers, new StackCopy(sample.UserStack, stackPointer));
                    }

                    break;
            }
        }
    }

    private void Map(PerfMapping mapping)
    {
        AddressSpace space = Space(mapping.ProcessId);
        string name = Encoding.UTF8.GetString(mapping.NameUtf8);
        if (mapping.IsSecondForm ? (mapping.Protection & Executable) == 0 : mapping.IsData)
        {
            space.Unmap(mapping.Start, mapping.Length);
            return;
        }

        space.Map(mapping.Start, mapping.Length, mapping.FileOffset, name);
        _mappings.Add(new RecordedMapping(mapping.ProcessId, mapping.Start, mapping.Start + mapping.Length, mapping.FileOffset, name));
    }

    private AddressSpace Space(int pid)
    {
        if (!_spaces.TryGetValue(pid, out AddressSpace? space))
            _spaces.Add(pid, space = new AddressSpace(modules));
        return space;
    }
}
