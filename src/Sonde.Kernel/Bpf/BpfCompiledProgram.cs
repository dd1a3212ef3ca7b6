namespace Sonde.Kernel;

/// <summary>A BPF program as the kernel compiled it: where its code lies, and which lines of its source the code is from.</summary>
public sealed class BpfCompiledProgram
{
    private readonly ulong[] _functions;
    private readonly uint[] _lengths;
    private readonly ulong[] _lineAddresses;
    private readonly byte[] _lines;
    private readonly int _lineSize;

    internal BpfCompiledProgram(uint id, uint btfId, ulong[] functions, uint[] lengths, ulong[] lineAddresses, byte[] lines, int lineSize)
    {
        Id = id;
        BtfId = btfId;
        _functions = functions;
        _lengths = lengths;
        _lineAddresses = lineAddresses;
        _lines = lines;
        _lineSize = lineSize;
    }

    /// <summary>The kernel's number of the program.</summary>
    public uint Id { get; }

    /// <summary>The number of the types and strings that its lines refer to; 0 without any.</summary>
    public uint BtfId { get; }

    /// <summary>Whether an address lies in the code of the program or of one of its functions.</summary>
    /// <param name="address">The address.</param>
    public bool Contains(ulong address)
    {
        for (int i = 0; i < _functions.Length; i++)
        {
            if (address >= _functions[i] && address - _functions[i] < _lengths[i])
                return true;
        }

        return false;
    }

    /// <summary>The record of the line that the code at an address is from: a <c>struct bpf_line_info</c>, whose strings are in the program's BTF.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Empty where no line is known.</returns>
    public ReadOnlySpan<byte> FindLine(ulong address)
    {
        if (!Contains(address))
            return default;
        int found = -1;
        for (int i = 0; i < _lineAddresses.Length; i++)
        {
            if (_lineAddresses[i] <= address && (found < 0 || _lineAddresses[i] >= _lineAddresses[found]))
                found = i;
        }

        return found < 0 ? default : _lines.AsSpan(found * _lineSize, _lineSize);
    }
}
