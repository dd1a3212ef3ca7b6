using System.Globalization;
using System.Text;

namespace Sonde.Symbols;

/// <summary>A readable name in the making, in UTF-8. It takes no more than a limit; what is added beyond is left out, and it says so.</summary>
internal sealed class DemangledText
{
    private byte[] _bytes = new byte[1024];
    private int _limit;

    public int Length { get; private set; }

    /// <summary>Whether more was added than it takes.</summary>
    public bool IsFull { get; private set; }

    public byte Last => Length == 0 ? (byte)0 : _bytes[Length - 1];

    public void Begin(int limit)
    {
        _limit = limit;
        Length = 0;
        IsFull = false;
    }

    public void Append(char letter)
    {
        if (Length == _bytes.Length)
            Grow(1);
        if (Length < _limit)
            _bytes[Length++] = (byte)letter;
        else
            IsFull = true;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        if (text.Length > _limit - Length)
        {
            IsFull = true;
            return;
        }

        if (text.Length > _bytes.Length - Length)
            Grow(text.Length);
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }

    public void Append(ulong number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Append(digits[..length]);
    }

    public void Append(Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        Append(bytes[..rune.EncodeToUtf8(bytes)]);
    }

    /// <summary>Takes back what was added since it had a length.</summary>
    public void CutTo(int length) => Length = length;

    public ReadOnlySpan<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, Length);

    private void Grow(int more) => System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
}
