using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sonde.Kernel;
using Sonde.ObjectFiles;
using Sonde.Perf;
using Sonde.Symbols;

namespace Sonde.Benchmarks;

/// <summary>A recording of perf of about 50 MB: gcc at work, with copies of 16 KiB of its stacks.</summary>
internal sealed class Recording : IDisposable
{
    private const int Functions = 6000;
    private const int MostMegabytes = 50;
    private const int EndedByLimit = 128 + 15;
    private const int X64StackPointer = 7;
    private const uint Executable = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-recording-").FullName;

    public Recording()
    {
        string source = System.IO.Path.Combine(_folder, "source.c");
        var text = new StringBuilder();
        for (int i = 0; i < Functions; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"int f{i}(int *a, int n) {{ int s = 0; for (int j = 0; j < n; j++) s += a[j] * {i} + a[s & 7]; return s; }}");
        File.WriteAllText(source, text.ToString());
        Run(
            "perf", "record", "-q", "-e", "cpu-clock:u", "-F", "4000", "--call-graph", "dwarf,16384", "--max-size", $"{MostMegabytes}M",
            "-o", Path, "--", "gcc", "-O2", "-S", "-o", "/dev/null", source);
        using PerfDataFile file = PerfDataFile.Open(Path);
        using PerfDataReader records = file.ReadRecords();
        while (records.TryRead(out PerfDataRecord record))
            Samples += record.Type == PerfRecordType.Sample ? 1 : 0;
    }

    public delegate void Visitor(AddressSpace code, in FrameRegisters registers, in StackCopy stack);

    public string Path => System.IO.Path.Combine(_folder, "perf.data");

    public int Samples { get; }

    public double Megabytes => new FileInfo(Path).Length / 1e6;

    /// <summary>Has perf print something of all samples, and gives the milliseconds.</summary>
    public double PerfScript(params string[] options)
    {
        long start = Stopwatch.GetTimestamp();
        Run("perf", ["script", "-i", Path, .. options]);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Reads all stacks, with the code that their processes had mapped.</summary>
    public void ReadStacks(UnwindModules modules, Visitor visit)
    {
        var spaces = new Dictionary<int, AddressSpace>();
        using PerfDataFile file = PerfDataFile.Open(Path);
        using PerfDataReader records = file.ReadRecords();
        while (records.TryRead(out PerfDataRecord record))
        {
            switch (record.Type)
            {
                case PerfRecordType.Mapping2:
                    PerfMapping mapping = record.AsMapping();
                    if ((mapping.Protection & Executable) != 0)
                        Space(mapping.ProcessId).Map(mapping.Start, mapping.Length, mapping.FileOffset, Encoding.UTF8.GetString(mapping.NameUtf8));
                    break;
                case PerfRecordType.Fork when record.AsTask().ProcessId != record.AsTask().ParentProcessId:
                    spaces[record.AsTask().ProcessId] = Space(record.AsTask().ParentProcessId).Fork();
                    break;
                case PerfRecordType.Name when record.AsName().IsExec:
                    Space(record.AsName().ProcessId).Clear();
                    break;
                case PerfRecordType.Sample:
                    PerfSample sample = record.AsSample();
                    if (!SampledRegisters.TryRead(ElfMachine.X64, sample.UserRegisterMask, sample.UserRegisters, out FrameRegisters registers))
                        break;
                    registers.TryGet(X64StackPointer, out ulong stackPointer);
                    visit(Space(sample.ProcessId), in registers, new StackCopy(sample.UserStack, stackPointer));
                    break;
            }
        }

        AddressSpace Space(int pid)
        {
            if (!spaces.TryGetValue(pid, out AddressSpace? space))
                spaces.Add(pid, space = new AddressSpace(modules));
            return space;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        byte[] buffer = new byte[1 << 16];
        while (process.StandardOutput.BaseStream.Read(buffer) > 0)
        {
        }

        process.WaitForExit();
        // perf ends itself by a signal when the file has its size.
        if (process.ExitCode is not (0 or EndedByLimit))
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
