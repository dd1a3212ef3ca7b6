namespace Sonde.ObjectFiles;

/// <summary>NUL-terminated names. The last byte is checked to be NUL, so every start inside the table has an end.</summary>
internal readonly struct ElfStringTable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _what;

    public ElfStringTable(ReadOnlyMemory<byte> bytes, string what)
    {
        _bytes = bytes;
        _what = what;
        if (!bytes.IsEmpty && bytes.Span[bytes.Length - 1] != 0)
            throw new ElfFormatException($"file is corrupt: the table of {what} does not end with a NUL byte");
    }

    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    public ReadOnlySpan<byte> Get(uint offset) => Get(_bytes.Span, offset, _what);

    public bool Matches(uint offset, ReadOnlySpan<byte> name) => Matches(_bytes.Span, offset, name);

    public static ReadOnlySpan<byte> Get(ReadOnlySpan<byte> table, uint offset, string what)
    {
        if (offset >= (uint)table.Length)
        {
            // An empty table is the usual form of "no names", and offset 0 the usual form of "no name".
            return offset == 0 ? default : throw OutOfRange(offset, table.Length, what);
        }

        ReadOnlySpan<byte> rest = table.Slice((int)offset);
        return rest.Slice(0, rest.IndexOf((byte)0));
    }

    /// <summary>Compares without looking for the end of the stored name, so that a scan stays linear on hostile tables.</summary>
    public static bool Matches(ReadOnlySpan<byte> table, uint offset, ReadOnlySpan<byte> name)
    {
        if (offset >= (uint)table.Length)
            return false;
        ReadOnlySpan<byte> rest = table.Slice((int)offset);
        return rest.Length > name.Length && rest[name.Length] == 0 && rest.StartsWith(name);
    }

    private static ElfFormatException OutOfRange(uint offset, int length, string what) =>
        new($"file is corrupt: a name starts at byte {offset} of the table of {what}, which has {length}");
}
