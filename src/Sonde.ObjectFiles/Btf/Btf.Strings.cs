namespace Sonde.ObjectFiles;

public sealed partial class Btf
{
    // Strings may overlap, so a small file can claim any number of long names; the kernel itself refuses those above 512 bytes.
    private const int MaximumNameLength = 4096;

    internal ReadOnlySpan<byte> GetName(uint offset) => GetString(offset, MaximumNameLength);

    internal ReadOnlySpan<byte> GetString(uint offset, int maximumLength = int.MaxValue)
    {
        if (offset < (uint)_firstString)
            return _base!.GetString(offset, maximumLength);
        ReadOnlySpan<byte> strings = _strings.Span;
        uint place = offset - (uint)_firstString;
        if (place >= (uint)strings.Length)
            throw new BtfFormatException($"BTF is corrupt: a name starts at byte {offset} of its strings, which end at {_firstString + strings.Length}");
        ReadOnlySpan<byte> rest = strings.Slice((int)place);
        int length = (rest.Length > maximumLength ? rest.Slice(0, maximumLength) : rest).IndexOf((byte)0);
        return length >= 0
            ? rest.Slice(0, length)
            : throw new BtfFormatException($"BTF is corrupt: the name at byte {offset} of its strings has more than {maximumLength} bytes");
    }

    // Compares without looking for the end of the stored name, so that a scan stays linear on hostile strings.
    internal bool StringEquals(uint offset, ReadOnlySpan<byte> name)
    {
        if (offset < (uint)_firstString)
            return _base!.StringEquals(offset, name);
        ReadOnlySpan<byte> strings = _strings.Span;
        uint place = offset - (uint)_firstString;
        if (place >= (uint)strings.Length)
            return false;
        ReadOnlySpan<byte> rest = strings.Slice((int)place);
        return rest.Length > name.Length && rest[name.Length] == 0 && rest.StartsWith(name);
    }
}
