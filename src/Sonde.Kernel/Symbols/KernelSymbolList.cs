namespace Sonde.Kernel;

/// <summary>Collects kernel symbols in the order of their list, and sorts them.</summary>
/// <param name="textRoom">For how many bytes of names there is room before they have to be moved.</param>
internal sealed class KernelSymbolList(int textRoom)
{
    private const int FirstSize = 1 << 12;

    private readonly List<string> _modules = [""];
    private byte[] _ranks = new byte[FirstSize];
    private int _count;
    private int _textLength;
    private byte[] _module = [];

    // Up to here addresses ascend: the kernel's own do, those of modules and programs follow in their order of loading.
    private int _sorted;

    public ulong[] Addresses { get; private set; } = new ulong[FirstSize];

    /// <summary>Where in <see cref="Text"/> each name begins; <see cref="KernelSymbols.NoName"/> where code ends.</summary>
    public int[] Names { get; private set; } = new int[FirstSize];

    /// <summary>The module of each, 0 for none.</summary>
    public ushort[] ModuleOf { get; private set; } = new ushort[FirstSize];

    /// <summary>All names, each with a NUL behind it, and what is not filled.</summary>
    public byte[] Text { get; private set; } = GC.AllocateUninitializedArray<byte>(textRoom);

    /// <summary>How many bytes all names are.</summary>
    public int TextLength => _textLength;

    public string[] Modules => [.. _modules];

    public int FunctionCount { get; private set; }

    /// <summary>Whether what is no code would change nothing now.</summary>
    public bool IsEnded => _count == 0 || Names[_count - 1] == KernelSymbols.NoName;

    /// <summary>Whether a letter stands for code.</summary>
    public static bool IsCode(byte type) => (type | 0x20) is 't' or 'w';

    /// <summary>Adds a symbol. What is no code ends the code before it.</summary>
    public void Add(ulong address, byte type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> module)
    {
        bool isCode = IsCode(type) && !IsEnd(name);
        if (!isCode && IsEnded)
            return;
        if (_count == Addresses.Length)
            Grow();
        if (_sorted == _count && (_count == 0 || address >= Addresses[_count - 1]))
            _sorted++;
        Addresses[_count] = address;
        ModuleOf[_count] = isCode ? ModuleIndex(module) : (ushort)0;
        Names[_count] = isCode ? AddName(name) : KernelSymbols.NoName;
        _ranks[_count] = isCode ? Rank(type, name) : byte.MaxValue;
        FunctionCount += isCode ? 1 : 0;
        _count++;
    }

    /// <summary>Sorts by address; of several at one address the one to show comes last.</summary>
    public KernelSymbolList Sort()
    {
        int[] order = InOrderOfAddresses();
        SortAliases(order);
        Addresses = Reorder(Addresses, order);
        Names = Reorder(Names, order);
        ModuleOf = Reorder(ModuleOf, order);
        if (_textLength < Text.Length / 2)
            Text = Text[.._textLength];
        return this;
    }

    // Behind these labels is no code, whatever letter they have.
    private static bool IsEnd(ReadOnlySpan<byte> name) => name.SequenceEqual("_etext"u8) || name.SequenceEqual("_einittext"u8);

    // Only what follows the kernel's own, which is sorted, costs a sort.
    private int[] InOrderOfAddresses()
    {
        int[] order = new int[_count];
        int[] rest = new int[_count - _sorted];
        for (int i = 0; i < rest.Length; i++)
            rest[i] = _sorted + i;
        Array.Sort(rest, (a, b) => Addresses[a].CompareTo(Addresses[b]));
        for (int i = 0, own = 0, next = 0; i < order.Length; i++)
            order[i] = next == rest.Length || (own < _sorted && Addresses[own] <= Addresses[rest[next]]) ? own++ : rest[next++];
        return order;
    }

    private void SortAliases(int[] order)
    {
        // Names lie one behind the other, so the difference of two is the length of the first.
        var byRank = Comparer<int>.Create((a, b) => _ranks[a] != _ranks[b] ? _ranks[b].CompareTo(_ranks[a]) : ByLength(a, b));
        int start = 0;
        for (int i = 1; i <= order.Length; i++)
        {
            if (i < order.Length && Addresses[order[i]] == Addresses[order[start]])
                continue;
            if (i - start > 1)
                Array.Sort(order, start, i - start, byRank);
            start = i;
        }
    }

    private int ByLength(int a, int b)
    {
        int order = Length(a).CompareTo(Length(b));
        return order != 0 ? order : b.CompareTo(a);
    }

    private int Length(int index) => Names[index] == KernelSymbols.NoName ? 0 : Text.AsSpan(Names[index]).IndexOf((byte)0);

    private static T[] Reorder<T>(T[] values, int[] order)
    {
        var sorted = new T[order.Length];
        for (int i = 0; i < order.Length; i++)
            sorted[i] = values[order[i]];
        return sorted;
    }

    // The lower, the better: a weak name, a local one, underscores before it.
    private static byte Rank(byte type, ReadOnlySpan<byte> name)
    {
        int underscores = Math.Min(name.IndexOfAnyExcept((byte)'_') & int.MaxValue, 15);
        bool isWeak = (type | 0x20) == 'w';
        bool isLocal = (type & 0x20) != 0;
        return (byte)((isWeak ? 64 : 0) + (isLocal ? 32 : 0) + underscores);
    }

    private int AddName(ReadOnlySpan<byte> name)
    {
        byte[] text = Text;
        if (text.Length - _textLength <= name.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, text.Length + name.Length + 1));
            Text = text;
        }

        int start = _textLength;
        name.CopyTo(text.AsSpan(start));
        text[start + name.Length] = 0;
        _textLength += name.Length + 1;
        return start;
    }

    // The symbols of a module follow each other.
    private ushort ModuleIndex(ReadOnlySpan<byte> module)
    {
        if (module.IsEmpty)
            return 0;
        if (module.SequenceEqual(_module))
            return (ushort)(_modules.Count - 1);
        string name = System.Text.Encoding.UTF8.GetString(module);
        int known = _modules.IndexOf(name);
        if (known >= 0 || _modules.Count > ushort.MaxValue)
            return (ushort)Math.Max(known, 0);
        _module = module.ToArray();
        _modules.Add(name);
        return (ushort)(_modules.Count - 1);
    }

    private void Grow()
    {
        Addresses = Longer(Addresses);
        Names = Longer(Names);
        ModuleOf = Longer(ModuleOf);
        _ranks = Longer(_ranks);
    }

    private static T[] Longer<T>(T[] values)
    {
        Array.Resize(ref values, values.Length * 2);
        return values;
    }
}
