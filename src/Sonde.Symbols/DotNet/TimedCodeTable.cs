namespace Sonde.Symbols;

/// <summary>Code in ascending order of the times at which it came, found by address and time. Never changed, so that no look-up waits.</summary>
internal sealed class TimedCodeTable
{
    private readonly TimedCode[] _code;
    private readonly TimedRangeTable _table;

    public TimedCodeTable(IEnumerable<TimedCode> code)
    {
        // Events of several threads come in blocks, one after the other. A sort that keeps those of one time in order.
        _code = [.. code.OrderBy(each => each.Time)];
        _table = TimedRangeTable.Build(Array.ConvertAll(_code, each => each.Range), Array.ConvertAll(_code, each => each.Time));
    }

    public IReadOnlyList<TimedCode> All => _code;

    /// <summary>The code that came last where an address is, at a time or before; null where there was none.</summary>
    public TimedCode? Find(ulong address, ulong time) => _table.Find(address, time) is var index and >= 0 ? _code[index] : null;

    /// <summary>The code that came first where an address is, or null; and whether no other ever came there.</summary>
    public TimedCode? FindFirst(ulong address, out bool isOnly) => _table.FindFirst(address, out isOnly) is var index and >= 0 ? _code[index] : null;
}
