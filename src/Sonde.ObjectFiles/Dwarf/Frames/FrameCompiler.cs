namespace Sonde.ObjectFiles;

/// <summary>Carries out the instructions of unwind tables and collects the rows that they describe.</summary>
internal sealed class FrameCompiler
{
    private const int DeepestMemory = 64;

    // Entries that overlap could have the same bytes carried out again and again.
    private const int LargestShare = 4;
    private const int MostRegisterRules = 4 << 20;

    private readonly FrameState[] _remembered = new FrameState[DeepestMemory];
    private readonly long _budget;
    private long _spent;

    public FrameCompiler(long sectionBytes, ElfMachine machine)
    {
        _budget = (sectionBytes * LargestShare) + 4096;
        Rows = new FrameRows(MostRegisterRules, machine);
    }

    public FrameRows Rows { get; }

    public int SkippedEntries { get; set; }

    /// <summary>Adds the rows of a function up to an address, which is not beyond its end.</summary>
    public void Compile(in FrameEntry entry, ulong end)
    {
        FrameState state = entry.Common.Initial;
        try
        {
            Run(entry.Section, entry.Common, entry.Code, entry.CodeEnd, ref state, entry.Start, end, isFunction: true);
        }
        catch (DwarfFormatException) when (_spent <= _budget)
        {
            // Which of its rows the damage spoiled cannot be told, so it has none.
            Rows.AddGap(entry.Start);
            entry.Section.CountBadEntry();
        }

        Rows.AddGap(end);
    }

    /// <summary>Carries out the instructions of what functions share.</summary>
    public void Run(FrameSection section, CommonInformationEntry common, int start, int end, ref FrameState state) =>
        Run(section, common, start, end, ref state, 0, 0, isFunction: false);

    private void Run(
        FrameSection section, CommonInformationEntry common, int start, int end, ref FrameState state, ulong location, ulong locationEnd, bool isFunction)
    {
        if ((_spent += end - start + 16) > _budget)
            throw new DwarfFormatException($"{section.Name} is corrupt: its entries overlap");
        var code = new DwarfCursor(section.Bytes.Slice(0, end), (ulong)start, section.Name);
        int depth = 0;
        ulong function = location;
        while (!code.IsAtEnd)
        {
            byte operation = code.ReadByte();
            ulong next;
            switch (operation)
            {
                case >= 0x40 and < 0x80: // advance_loc
                    next = unchecked(location + ((ulong)(operation & 0x3f) * common.CodeAlignment));
                    break;
                case 0x01: // set_loc
                    next = PointerEncoding.Read(ref code, common.PointerEncoding, in section.Bases, function);
                    break;
                case 0x02: // advance_loc1
                    next = unchecked(location + (code.ReadByte() * common.CodeAlignment));
                    break;
                case 0x03: // advance_loc2
                    next = unchecked(location + (code.ReadUInt16() * common.CodeAlignment));
                    break;
                case 0x04: // advance_loc4
                    next = unchecked(location + (code.ReadUInt32() * common.CodeAlignment));
                    break;
                case 0x1d: // MIPS_advance_loc8
                    next = unchecked(location + (code.ReadUInt64() * common.CodeAlignment));
                    break;
                case 0x0a: // remember_state
                    if (depth == DeepestMemory)
                        throw code.Corrupt("too many states are remembered");
                    _remembered[depth++] = state;
                    continue;
                case 0x0b: // restore_state
                    if (depth == 0)
                        throw code.Corrupt("no state is remembered");
                    state = _remembered[--depth];
                    continue;
                case >= 0xc0: // restore
                    Restore(common, ref state, operation & 0x3fu);
                    continue;
                case 0x06: // restore_extended
                    Restore(common, ref state, code.ReadUnsigned());
                    continue;
                default:
                    Change(section, common, ref code, operation, ref state);
                    continue;
            }

            if (!isFunction)
                throw code.Corrupt("what functions share has places");
            if (next < location)
                throw code.Corrupt("an entry goes backwards");
            if (next == location)
                continue;
            if (location < locationEnd)
                Rows.Add(location, in state, common);
            location = next;
        }

        if (isFunction && location < locationEnd)
            Rows.Add(location, in state, common);
    }

    private void Change(FrameSection section, CommonInformationEntry common, ref DwarfCursor code, byte operation, ref FrameState state)
    {
        switch (operation)
        {
            case 0x00: // nop
                break;
            case >= 0x80 and < 0xc0: // offset
                Set(ref code, ref state, operation & 0x3fu, RegisterRuleKind.Offset, Factor(ref code, common));
                break;
            case 0x05: // offset_extended
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.Offset, Factor(ref code, common));
                break;
            case 0x11: // offset_extended_sf
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.Offset, SignedFactor(ref code, common));
                break;
            case 0x2f: // GNU_negative_offset_extended
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.Offset, -Factor(ref code, common));
                break;
            case 0x07: // undefined
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.Undefined, 0);
                break;
            case 0x08: // same_value
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.SameValue, 0);
                break;
            case 0x09: // register
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.Register, (long)Math.Min(code.ReadUnsigned(), int.MaxValue));
                break;
            case 0x14: // val_offset
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.ValueOffset, Factor(ref code, common));
                break;
            case 0x15: // val_offset_sf
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.ValueOffset, SignedFactor(ref code, common));
                break;
            case 0x10: // expression
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.Expression, Block(section, ref code));
                break;
            case 0x16: // val_expression
                Set(ref code, ref state, code.ReadUnsigned(), RegisterRuleKind.ValueExpression, Block(section, ref code));
                break;
            case 0x0c: // def_cfa
                state.FrameRegister = FrameRegister(ref code);
                state.FrameOffset = Narrow(ref code, (long)code.ReadUnsigned());
                break;
            case 0x12: // def_cfa_sf
                state.FrameRegister = FrameRegister(ref code);
                state.FrameOffset = Narrow(ref code, SignedFactor(ref code, common));
                break;
            case 0x0d or 0x0e or 0x13 when state.FrameRegister < 0:
                throw code.Corrupt("half of a frame's rule changes where it is an expression");
            case 0x0d: // def_cfa_register
                state.FrameRegister = FrameRegister(ref code);
                break;
            case 0x0e: // def_cfa_offset
                state.FrameOffset = Narrow(ref code, (long)code.ReadUnsigned());
                break;
            case 0x13: // def_cfa_offset_sf
                state.FrameOffset = Narrow(ref code, SignedFactor(ref code, common));
                break;
            case 0x0f: // def_cfa_expression
                state.FrameRegister = -1;
                state.FrameOffset = Block(section, ref code);
                break;
            case 0x2e: // GNU_args_size
                code.ReadUnsigned();
                break;
            case 0x2c or 0x2d: // AARCH64_negate_ra_state: that the return address is signed shows in its upper bits
                break;
            default:
                throw code.Corrupt($"an instruction {operation:x2}");
        }
    }

    private static void Restore(CommonInformationEntry common, ref FrameState state, ulong register)
    {
        if (register < FrameRegisters.Count)
            state.Rules[(int)register] = common.Initial.Rules[(int)register];
    }

    private static void Set(ref DwarfCursor code, ref FrameState state, ulong register, RegisterRuleKind kind, long value)
    {
        if (register < FrameRegisters.Count)
            state.Rules[(int)register] = new RegisterRule((byte)register, kind, Narrow(ref code, value));
    }

    private static short FrameRegister(ref DwarfCursor code)
    {
        ulong register = code.ReadUnsigned();
        return register < FrameRegisters.Count ? (short)register : throw code.Corrupt($"a frame is found by register {register}");
    }

    private static long Factor(ref DwarfCursor code, CommonInformationEntry common) => unchecked((long)code.ReadUnsigned() * common.DataAlignment);

    private static long SignedFactor(ref DwarfCursor code, CommonInformationEntry common) => unchecked(code.ReadSigned() * common.DataAlignment);

    private static int Narrow(ref DwarfCursor code, long value) =>
        value is >= int.MinValue and <= int.MaxValue ? (int)value : throw code.Corrupt($"a frame of {value} bytes");

    private int Block(FrameSection section, ref DwarfCursor code)
    {
        ReadOnlySpan<byte> expression = code.Read(code.ReadUnsigned());
        return Rows.AddExpression(expression);
    }
}
