namespace Sonde.ObjectFiles;

/// <summary>A unit of <c>.debug_info</c>: its header, what its first entry says of the rest, and what was parsed of it.</summary>
internal sealed class CodeUnit
{
    public const int Compile = 1;
    public const int Type = 2;
    public const int Partial = 3;
    public const int Skeleton = 4;
    public const int SplitCompile = 5;
    public const int SplitType = 6;

    private CodeUnit(DwarfFile file)
    {
        File = file;
        AddressFile = file;
    }

    public DwarfFile File { get; }

    /// <summary>Offset of its header.</summary>
    public int Start { get; private init; }

    /// <summary>Offset behind its last byte.</summary>
    public int End { get; private init; }

    /// <summary>Offset of its first entry.</summary>
    public int Entries { get; private init; }

    public ushort Version { get; private init; }

    public bool Is64Bit { get; private init; }

    public int OffsetSize => Is64Bit ? 8 : 4;

    public byte AddressSize { get; private init; }

    public int Kind { get; private init; }

    public ulong Abbreviations { get; set; }

    /// <summary>What a skeleton and its split unit have in common.</summary>
    public ulong SplitId { get; set; }

    /// <summary>Where addresses and old range lists lie: for a split unit in the file of its skeleton.</summary>
    public DwarfFile AddressFile { get; private set; }

    public bool IsSplit { get; private set; }

    public bool HasRoot { get; set; }

    public ulong LowPc { get; set; }

    public ulong AddressBase { get; set; }

    public ulong StringOffsetsBase { get; set; }

    public ulong RangeListsBase { get; set; }

    public ulong GnuRangesBase { get; set; }

    public ulong? LineTable { get; set; }

    public DwarfText CompilationFolder { get; set; }

    public DwarfText SplitName { get; set; }

    /// <summary>Where its part of a package's line tables begins.</summary>
    public ulong LinesBase { get; set; }

    /// <summary>Functions parsed of it, or null before and after.</summary>
    public FunctionTable? Functions { get; set; }

    /// <summary>The files that a split unit numbers by itself, or null where it uses the skeleton's.</summary>
    public LineFiles? OwnFiles { get; set; }

    /// <summary>The table that <see cref="LineTable"/> refers to, once it was asked for.</summary>
    public LineTableSlot? Lines { get; set; }

    /// <summary>Paths of its files as far as they were asked for.</summary>
    public string?[]? Paths { get; set; }

    /// <summary>The unit that holds the functions: itself, or its split one; null while that is not known.</summary>
    public CodeUnit? Body { get; set; }

    /// <summary>Whether it was found corrupt and is not tried again.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Whether its range lists were counted against the limit of the file.</summary>
    public bool IsCounted { get; set; }

    /// <summary>When it was looked at last, for the limit of memory.</summary>
    public long LastUse { get; set; }

    /// <summary>Reads the header at the position, which is left behind the unit.</summary>
    /// <returns>The unit, or null if it is of a version that is not known.</returns>
    public static CodeUnit? Read(DwarfFile file, ref DwarfReader reader)
    {
        int start = reader.Position;
        ulong length = reader.ReadLength(out bool is64Bit);
        int from = reader.Position;
        reader.Skip(length);
        int end = reader.Position;
        reader.Position = from;
        ushort version = reader.ReadUInt16();
        int kind = Compile;
        byte addressSize;
        ulong abbreviations;
        ulong id = 0;
        if (version == 5)
        {
            kind = reader.ReadByte();
            addressSize = reader.ReadByte();
            abbreviations = reader.ReadOffset(is64Bit);
            if (kind is Skeleton or SplitCompile)
                id = reader.ReadUInt64();
            else if (kind is Type or SplitType)
                reader.Skip(is64Bit ? 16u : 12u);
        }
        else
        {
            abbreviations = reader.ReadOffset(is64Bit);
            addressSize = reader.ReadByte();
        }

        int entries = reader.Position;
        reader.Position = end;
        if (version is < 2 or > 5 || addressSize is not (4 or 8) || entries > end)
            return null;
        return new CodeUnit(file)
        {
            Start = start,
            End = end,
            Entries = entries,
            Version = version,
            Is64Bit = is64Bit,
            AddressSize = addressSize,
            Kind = kind,
            Abbreviations = abbreviations,
            SplitId = id,
            // The first table of its section, behind the header; what the first entry says comes before this.
            StringOffsetsBase = version == 5 ? (is64Bit ? 16u : 8u) : 0,
            RangeListsBase = is64Bit ? 20u : 12u,
        };
    }

    /// <summary>The unit of a line table, whose forms need no more than this.</summary>
    public static CodeUnit OfLines(DwarfFile file, ushort version, bool is64Bit, byte addressSize, CodeUnit owner) => new(file)
    {
        Version = version,
        Is64Bit = is64Bit,
        AddressSize = addressSize,
        StringOffsetsBase = owner.StringOffsetsBase,
        HasRoot = true,
    };

    /// <summary>Takes from the skeleton what a split unit lacks.</summary>
    public void Attach(CodeUnit skeleton)
    {
        IsSplit = true;
        AddressFile = skeleton.File;
        AddressBase = skeleton.AddressBase;
        GnuRangesBase = skeleton.GnuRangesBase;
        LowPc = skeleton.LowPc;
    }
}
