namespace Sonde.ObjectFiles;

/// <summary>A section of unwind tables: <c>.eh_frame</c> (Linux Standard Base 5.0, 10.6) or <c>.debug_frame</c> (DWARF 5, 6.4.1).</summary>
internal sealed class FrameSection
{
    // Damage in a few entries costs their functions; a section of nothing else is refused before it costs time.
    private const int MostBadEntries = 100;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly PointerBases _bases;
    private readonly bool _isDebug;
    private readonly FrameCompiler _compiler;
    private readonly Dictionary<int, CommonInformationEntry?> _commons = [];
    private int _badEntries;

    public FrameSection(ReadOnlyMemory<byte> bytes, PointerBases bases, bool isDebug, FrameCompiler compiler)
    {
        _bytes = bytes;
        _bases = bases;
        _isDebug = isDebug;
        _compiler = compiler;
        Name = isDebug ? ".debug_frame" : ".eh_frame";
    }

    /// <summary>Which of two sections is right about a function that both describe.</summary>
    public int Order => _isDebug ? 1 : 0;

    public string Name { get; }

    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    public ref readonly PointerBases Bases => ref _bases;

    /// <summary>Finds all entries from the first to the last.</summary>
    public void ReadAll(List<FrameEntry> entries)
    {
        var cursor = new DwarfCursor(Bytes, 0, Name);
        while (!cursor.IsAtEnd)
        {
            int start = cursor.Position;
            ulong length = cursor.ReadLength(out _);
            cursor.Take(length);
            if (length != 0)
                TryReadEntry(start, entries);
        }
    }

    /// <summary>Reads the entry at a place, if it is one of a function.</summary>
    public void TryReadEntry(int start, List<FrameEntry> entries)
    {
        try
        {
            if (ReadEntry(start) is { } entry)
                entries.Add(entry);
        }
        catch (DwarfFormatException)
        {
            CountBadEntry();
        }
    }

    public void CountBadEntry()
    {
        _compiler.SkippedEntries++;
        if (++_badEntries > MostBadEntries)
            throw new DwarfFormatException($"{Name} is corrupt: more than {MostBadEntries} of its entries cannot be read");
    }

    private FrameEntry? ReadEntry(int start)
    {
        DwarfCursor cursor = Open(start, out bool is64Bit, out int idPosition);
        if (IsCommon(ref cursor, is64Bit, out ulong pointer))
            return null;
        ulong commonStart = _isDebug ? pointer : unchecked((ulong)idPosition - pointer);
        if (commonStart >= (ulong)Bytes.Length)
            throw cursor.Corrupt($"an entry refers to byte {commonStart}");
        if (GetCommon((int)commonStart) is not { } common)
            return null;
        ulong function = PointerEncoding.Read(ref cursor, common.PointerEncoding, in _bases);
        ulong size = PointerEncoding.ReadValue(ref cursor, common.PointerEncoding);
        if (common.HasAugmentationData)
            cursor.Read(cursor.ReadUnsigned());
        // The linker leaves entries of functions that it dropped behind, at 0 or without size.
        if (function == 0 || size == 0 || size > ulong.MaxValue - function)
            return null;
        return new FrameEntry(function, function + size, this, common, cursor.Position, cursor.End);
    }

    /// <summary>What is shared; null when it is in a dialect that nobody can skip.</summary>
    private CommonInformationEntry? GetCommon(int start)
    {
        if (_commons.TryGetValue(start, out CommonInformationEntry? common))
            return common;
        _commons.Add(start, null);
        DwarfCursor cursor = Open(start, out bool is64Bit, out _);
        if (!IsCommon(ref cursor, is64Bit, out _))
            throw cursor.Corrupt("an entry refers to one that is not shared");
        common = ReadCommon(ref cursor);
        if (common is not null)
        {
            FrameState state = default;
            _compiler.Run(this, common, cursor.Position, cursor.End, ref state);
            common.Initial = state;
        }

        _commons[start] = common;
        return common;
    }

    private CommonInformationEntry? ReadCommon(ref DwarfCursor cursor)
    {
        byte version = cursor.ReadByte();
        if (version is not (1 or 3 or 4))
            throw cursor.Corrupt($"an entry of version {version}");
        ReadOnlySpan<byte> augmentation = cursor.ReadText();
        bool hasData = augmentation.Length > 0 && augmentation[0] == 'z';
        if (augmentation.Length > 0 && !hasData)
            return null;
        // Version 4 of .debug_frame says how long addresses and segments are.
        if (version == 4 && (cursor.ReadByte() != 8 || cursor.ReadByte() != 0))
            throw cursor.Corrupt("addresses are not of 8 bytes");
        ulong codeAlignment = cursor.ReadUnsigned();
        long dataAlignment = cursor.ReadSigned();
        ulong returnRegister = version == 1 ? cursor.ReadByte() : cursor.ReadUnsigned();
        if (returnRegister >= FrameRegisters.Count)
            throw cursor.Corrupt($"the return address is in register {returnRegister}");
        byte encoding = PointerEncoding.Absolute;
        bool isSignal = false;
        if (hasData)
        {
            DwarfCursor data = cursor.Take(cursor.ReadUnsigned());
            ReadAugmentation(augmentation.Slice(1), ref data, ref encoding, ref isSignal);
        }

        return new CommonInformationEntry
        {
            CodeAlignment = codeAlignment,
            DataAlignment = dataAlignment,
            ReturnRegister = (byte)returnRegister,
            PointerEncoding = encoding,
            HasAugmentationData = hasData,
            IsSignal = isSignal,
        };
    }

    private void ReadAugmentation(ReadOnlySpan<byte> letters, ref DwarfCursor data, ref byte encoding, ref bool isSignal)
    {
        foreach (byte letter in letters)
        {
            switch (letter)
            {
                case (byte)'L': // of the pointer to the language's own data
                    data.ReadByte();
                    break;
                case (byte)'P': // the language's handler
                    PointerEncoding.Skip(ref data, data.ReadByte(), in _bases);
                    break;
                case (byte)'R':
                    encoding = data.ReadByte();
                    break;
                case (byte)'S':
                    isSignal = true;
                    break;
                case (byte)'B' or (byte)'G': // arm64: which key signs, whether the stack has tags
                    break;
                default: // Unknown letters come last, and the length of the data says where these end.
                    return;
            }
        }
    }

    private DwarfCursor Open(int start, out bool is64Bit, out int idPosition)
    {
        var cursor = new DwarfCursor(Bytes, (ulong)start, Name);
        ulong length = cursor.ReadLength(out is64Bit);
        idPosition = cursor.Position;
        return cursor.Take(length);
    }

    private bool IsCommon(ref DwarfCursor cursor, bool is64Bit, out ulong pointer)
    {
        // In .eh_frame the id has 4 bytes also where lengths have 8.
        bool isLong = is64Bit && _isDebug;
        pointer = cursor.ReadOffset(isLong);
        return pointer == (!_isDebug ? 0 : isLong ? ulong.MaxValue : uint.MaxValue);
    }
}
