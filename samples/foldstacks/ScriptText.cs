using System.Globalization;
using System.Text;
using Sonde.Kernel;
using Sonde.Perf;
using Sonde.Symbols;

namespace FoldstacksTool;

/// <summary>Writes samples as <c>perf script</c> does. The line of a frame is made once.</summary>
internal sealed class ScriptText(PerfDataFile file, RecordedProcesses processes, Stream output)
{
    private const int LongestHead = 512;

    private readonly byte[] _buffer = new byte[1 << 20];
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
            Append(Line(sample, sample.InstructionPointer).AsSpan(1));
            return;
        }

        Append("\n"u8);
        foreach (ulong address in sample.CallChain)
        {
            if (!PerfCallChain.IsMark(address))
                Append(Line(sample, address));
        }

        Append("\n"u8);
    }

    public void Flush()
    {
        output.Write(_buffer, 0, _filled);
        _filled = 0;
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

    private byte[] Line(in PerfSample sample, ulong address)
    {
        int number = processes.Find(sample.ProcessId, address, file.HasMonotonicTimes ? sample.Time : RecordedProcesses.UnknownTime);
        while (_lines.Count <= number)
            _lines.Add(null);
        return _lines[number] ??= MakeLine(processes.Frames[number], sample.ProcessId);
    }

    private static byte[] MakeLine(SymbolFrame frame, int pid)
    {
        string module = frame switch
        {
            { Kind: FrameKind.Kernel, Module: null } or { Reason: UnknownReason.KernelAddressesHidden } => "[kernel.kallsyms]",
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
            Flush();
    }
}
