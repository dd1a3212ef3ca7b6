using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

/// <summary>The rows of a table while it is built: places in ascending order, and each rule once.</summary>
internal sealed class FrameRows : IEqualityComparer<int>
{
    private readonly int _mostRegisterRules;
    private readonly int _stackPointer;
    private readonly HashSet<int> _unique;
    private readonly List<CompiledRule> _rules = [];
    private readonly List<RegisterRule> _registerRules = [];
    private readonly List<uint> _places = [];
    private readonly List<int> _ruleOfPlace = [];
    private readonly List<byte> _expressionBytes = [];
    private readonly List<int> _expressionEnds = [];

    public FrameRows(int mostRegisterRules, ElfMachine machine)
    {
        _mostRegisterRules = mostRegisterRules;
        _stackPointer = FrameTable.StackPointerOf(machine);
        _unique = new HashSet<int>(this);
    }

    /// <summary>The address that all places count from.</summary>
    public ulong Base { get; set; }

    public uint[] Places => [.. _places];

    public int[] RuleOfPlace => [.. _ruleOfPlace];

    public CompiledRule[] Rules => [.. _rules];

    public RegisterRule[] RegisterRules => [.. _registerRules];

    public byte[] ExpressionBytes => [.. _expressionBytes];

    public int[] ExpressionEnds => [.. _expressionEnds];

    /// <summary>From this address on a rule holds.</summary>
    public void Add(ulong address, in FrameState state, CommonInformationEntry common)
    {
        int start = _registerRules.Count;
        CompiledRuleFlags flags = common.IsSignal ? CompiledRuleFlags.Signal : 0;
        ReadOnlySpan<RegisterRule> rules = state.Rules;
        foreach (RegisterRule each in rules)
        {
            if (each.Kind == RegisterRuleKind.SameValue)
                continue;
            _registerRules.Add(each);
            if (each.Kind is RegisterRuleKind.Register or RegisterRuleKind.Expression or RegisterRuleKind.ValueExpression)
                flags |= CompiledRuleFlags.NeedsOldRegisters;
            if (each.Register == _stackPointer)
                flags |= CompiledRuleFlags.RestoresStackPointer;
        }

        if (rules[common.ReturnRegister].Kind == RegisterRuleKind.Undefined)
            flags |= CompiledRuleFlags.Outermost;
        var rule = new CompiledRule(state.FrameRegister, state.FrameOffset, common.ReturnRegister, flags, start, _registerRules.Count - start);
        _rules.Add(rule);
        int index = _rules.Count - 1;
        if (_unique.TryGetValue(index, out int same))
        {
            _rules.RemoveAt(index);
            _registerRules.RemoveRange(start, _registerRules.Count - start);
            index = same;
        }
        else
        {
            _unique.Add(index);
            if (_registerRules.Count > _mostRegisterRules)
                throw new DwarfFormatException($"unwind tables are corrupt: they have more than {_mostRegisterRules} rules that differ");
        }

        AddPlace(address, index);
    }

    /// <summary>From this address on nothing is known.</summary>
    public void AddGap(ulong address) => AddPlace(address, -1);

    public int AddExpression(ReadOnlySpan<byte> expression)
    {
        foreach (byte each in expression)
            _expressionBytes.Add(each);
        _expressionEnds.Add(_expressionBytes.Count);
        return _expressionEnds.Count - 1;
    }

    public bool Equals(int x, int y)
    {
        CompiledRule left = _rules[x];
        CompiledRule right = _rules[y];
        ReadOnlySpan<RegisterRule> all = CollectionsMarshal.AsSpan(_registerRules);
        return left.FrameRegister == right.FrameRegister && left.FrameOffset == right.FrameOffset && left.ReturnRegister == right.ReturnRegister
            && left.Flags == right.Flags && all.Slice(left.Start, left.Count).SequenceEqual(all.Slice(right.Start, right.Count));
    }

    public int GetHashCode(int index)
    {
        CompiledRule rule = _rules[index];
        var hash = new HashCode();
        hash.Add(rule.FrameRegister);
        hash.Add(rule.FrameOffset);
        foreach (RegisterRule each in CollectionsMarshal.AsSpan(_registerRules).Slice(rule.Start, rule.Count))
        {
            hash.Add(each.Register | ((int)each.Kind << 8));
            hash.Add(each.Value);
        }

        return hash.ToHashCode();
    }

    private void AddPlace(ulong address, int rule)
    {
        var place = (uint)(address - Base);
        int last = _places.Count - 1;
        if (last >= 0 && _places[last] >= place)
        {
            // The end of one function is where the next begins.
            while (last >= 0 && _places[last] >= place)
                last--;
            _places.RemoveRange(last + 1, _places.Count - last - 1);
            _ruleOfPlace.RemoveRange(last + 1, _ruleOfPlace.Count - last - 1);
        }

        if (last >= 0 && _ruleOfPlace[last] == rule)
            return;
        _places.Add(place);
        _ruleOfPlace.Add(rule);
    }
}
