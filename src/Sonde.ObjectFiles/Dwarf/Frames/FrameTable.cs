using System.Diagnostics.CodeAnalysis;

namespace Sonde.ObjectFiles;

/// <summary>
/// How to get from any place of a module's code to its caller: the unwind tables of <c>.eh_frame</c> and <c>.debug_frame</c>, carried out once
/// into rows that a look-up only has to search.
/// </summary>
/// <remarks>
/// Immutable, and safe from any thread; it keeps nothing of the file. Addresses are those of the file, before it is moved to where it is
/// loaded. A look-up and the use of a rule allocate nothing. Tables of x86-64 and arm64 are read.
/// </remarks>
public sealed class FrameTable
{
    private readonly ulong _base;
    private readonly uint[] _places;
    private readonly int[] _ruleOfPlace;
    private readonly CompiledRule[] _rules;
    private readonly RegisterRule[] _registerRules;
    private readonly byte[] _expressionBytes;
    private readonly int[] _expressionEnds;

    private FrameTable(FrameCompiler compiler, ElfMachine machine)
    {
        FrameRows rows = compiler.Rows;
        _base = rows.Base;
        _places = rows.Places;
        _ruleOfPlace = rows.RuleOfPlace;
        _rules = rows.Rules;
        _registerRules = rows.RegisterRules;
        _expressionBytes = rows.ExpressionBytes;
        _expressionEnds = rows.ExpressionEnds;
        SkippedEntries = compiler.SkippedEntries;
        StackPointer = StackPointerOf(machine);
        // Return addresses that arm64 signs have the signature above the bits of an address.
        AddressMask = machine == ElfMachine.Arm64 ? 0x0000_ffff_ffff_fffful : ulong.MaxValue;
    }

    /// <summary>How many functions have tables that cannot be read; they have no rules.</summary>
    public int SkippedEntries { get; }

    /// <summary>How many rows the table has.</summary>
    public int RowCount => _places.Length;

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => (8L * _places.Length) + (16L * _rules.Length) + (8L * _registerRules.Length) + _expressionBytes.Length + (4L * _expressionEnds.Length);

    internal int StackPointer { get; }

    internal ulong AddressMask { get; }

    /// <summary>Reads the tables of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="table">The table.</param>
    /// <returns>False when it has none, or is of another machine.</returns>
    /// <exception cref="DwarfFormatException">The tables are damaged as a whole.</exception>
    /// <exception cref="ElfFormatException">They lie outside of the file.</exception>
    public static bool TryRead(ElfFile file, [NotNullWhen(true)] out FrameTable? table)
    {
        table = null;
        if (file.Class != ElfClass.Bits64 || !file.IsLittleEndian || file.Machine is not (ElfMachine.X64 or ElfMachine.Arm64))
            return false;
        var sources = FrameSources.Of(file);
        if (sources.IsEmpty)
            return false;
        table = Build(in sources, file.Machine);
        return true;
    }

    /// <summary>Finds the rule at an address.</summary>
    /// <param name="address">The address of an instruction, in the file. Of a caller it is that of the call: the return address less one.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>False when the tables say nothing about it.</returns>
    public bool TryFind(ulong address, out FrameRule rule)
    {
        rule = default;
        ulong place = unchecked(address - _base);
        if (place > uint.MaxValue)
            return false;
        int index = Array.BinarySearch(_places, (uint)place);
        if (index < 0)
            index = ~index - 1;
        if (index < 0 || _ruleOfPlace[index] < 0)
            return false;
        rule = new FrameRule(this, _ruleOfPlace[index]);
        return true;
    }

    internal static int StackPointerOf(ElfMachine machine) => machine == ElfMachine.Arm64 ? 31 : 7;

    internal static FrameTable Build(in FrameSources sources, ElfMachine machine)
    {
        var compiler = new FrameCompiler((long)sources.EhFrame.Length + sources.DebugFrame.Length, machine);
        var entries = new List<FrameEntry>();
        if (!sources.EhFrame.IsEmpty)
        {
            var section = new FrameSection(sources.EhFrame, new PointerBases(sources.EhFrameAddress, sources.TextAddress, 0), isDebug: false, compiler);
            if (sources.IsEndKnown)
                section.ReadAll(entries);
            else
                FrameIndex.ReadEntries(sources.Index.Span, sources.IndexAddress, section, entries);
        }

        if (!sources.DebugFrame.IsEmpty)
            new FrameSection(sources.DebugFrame, default, isDebug: true, compiler).ReadAll(entries);
        entries.Sort();
        compiler.Rows.Base = entries.Count == 0 ? 0 : entries[0].Start;
        for (int i = 0; i < entries.Count; i++)
        {
            FrameEntry entry = entries[i];
            // Both sections may describe a function; the first of them counts.
            if (i > 0 && entries[i - 1].Start == entry.Start)
                continue;
            int next = i + 1;
            while (next < entries.Count && entries[next].Start == entry.Start)
                next++;
            ulong end = next < entries.Count ? Math.Min(entry.End, entries[next].Start) : entry.End;
            if (end - compiler.Rows.Base > uint.MaxValue)
                break;
            compiler.Compile(in entry, end);
        }

        return new FrameTable(compiler, machine);
    }

    internal ref readonly CompiledRule Rule(int index) => ref _rules[index];

    internal ReadOnlySpan<RegisterRule> RegisterRules(in CompiledRule rule) => _registerRules.AsSpan(rule.Start, rule.Count);

    internal ReadOnlySpan<byte> Expression(int index)
    {
        int start = index == 0 ? 0 : _expressionEnds[index - 1];
        return _expressionBytes.AsSpan(start, _expressionEnds[index] - start);
    }
}
