using System.Globalization;
using System.Text;
using Sonde.Kernel;
using Sonde.Perf;
using Sonde.Symbols;

namespace FoldstacksTool;

/// <summary>Writes samples as <c>perf script</c> does. The line of a frame is made once.</summary>
internal sealed class ScriptText(PerfDataFile file, RecordedProcesses processes, Stream output)
{
    private const int BufferSize = 1 << 18;
    private const int LongestHead = 512;

    private byte[] _buffer = new byte[BufferSize];
    private byte[] _other = new byte[BufferSize];
    private Task _writing = Task.CompletedTask;
    private readonly List<byte[]?> _lines = [];
    private readonly byte[][] _events = NamesOf(file);
    private int _filled;

    public void Write(in PerfSample sample, byte[] thread)
    {
        Ensure(LongestHead);
        bool hasChain = (sample.Fields & PerfSampleFields.CallChain) != 0;
        for (int i = hasChain ? 16 : thread.Length; i < 16; i++)
            _buffer[_filled++] = (byte)' ';
        Append(thread);
        Append(" "u8);
        Append(sample.ThreadId, 5, ' ');
        if ((sample.Fields & PerfSampleFields.Cpu) != 0)
        {
            Append(" ["u8);
            Append(sample.Cpu, 3, '0');
            Append("]"u8);
        }

        Append(" "u8);
        Append((long)(sample.Time / 1_000_000_000), 5, ' ');
        Append("."u8);
        Append((long)(sample.Time / 1000 % 1_000_000), 6, '0');
        Append(": "u8);
        if ((sample.Fields & PerfSampleFields.Period) != 0)
        {
            Append((long)sample.Period, 10, ' ');
            Append(" "u8);
        }

        Append(EventOf(sample));
        if (!hasChain)
        {
            Append(" "u8);
            Append(Line(processes.Find(sample.ProcessId, sample.InstructionPointer, FoldstacksProgram.TimeOf(file, sample)), sample.ProcessId).AsSpan(1));
            return;
        }

        Append("\n"u8);
        ReadOnlySpan<int> frames = processes.FindChain(sample.ProcessId, sample.CallChain, FoldstacksProgram.TimeOf(file, sample));
        for (int i = frames.Length - 1; i >= 0; i--)
            Append(Line(frames[i], sample.ProcessId));

        Append("\n"u8);
    }

    /// <summary>Waits until all is written.</summary>
    public void Flush()
    {
        WriteBehind();
        _writing.GetAwaiter().GetResult();
    }

    private static byte[][] NamesOf(PerfDataFile file)
    {
        int longest = file.Events.Max(each => each.Name?.Length ?? 0);
        return [.. file.Events.Select(each => Encoding.UTF8.GetBytes($"{(each.Name ?? "[unknown]").PadLeft(longest)}: "))];
    }

    private byte[] EventOf(in PerfSample sample)
    {
        int number = _events.Length - 1;
        while (number > 0 && file.Events[number] != sample.Event)
            number--;
        return _events[number];
    }

    private byte[] Line(int number, int pid)
    {
        while (_lines.Count <= number)
            _lines.Add(null);
        return _lines[number] ??= MakeLine(processes.Frames[number], pid);
    }

    private static byte[] MakeLine(SymbolFrame frame, int pid)
    {
        string module = frame switch
        {
            { Kind: FrameKind.Kernel, Module: null } => "[kernel.kallsyms]",
            { Module: null } when (long)frame.Address < 0 && frame.Reason != UnknownReason.NotMapped => "[kernel.kallsyms]",
            { Kind: FrameKind.Kernel } => $"[{frame.Module}]",
            { Module: { } path } => path,
            { Reason: UnknownReason.JitWithoutNames or UnknownReason.RuntimeStub } or { Kind: FrameKind.Jit or FrameKind.Managed } => $"/tmp/perf-{pid}.map",
            _ => "[unknown]",
        };
        string name = frame.Name is null ? "[unknown]" : $"{frame.Name}+0x{frame.Offset:x}";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\t{frame.Address,16:x} {name} ({module})\n"));
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        Ensure(text.Length);
        text.CopyTo(_buffer.AsSpan(_filled));
        _filled += text.Length;
    }

    private void Append(long number, int width, char fill)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        for (; width > count; width--)
            _buffer[_filled++] = (byte)fill;
        Append(digits[..count]);
    }

    private void Ensure(int length)
    {
        if (_buffer.Length - _filled < length)
            WriteBehind();
    }

    // A pipe takes as long to fill as the text to make: one buffer is written while the other is filled.
    private void WriteBehind()
    {
        _writing.GetAwaiter().GetResult();
        (byte[] full, int length) = (_buffer, _filled);
        (_buffer, _other, _filled) = (_other, full, 0);
        _writing = Task.Run(() => output.Write(full, 0, length));
    }
}
