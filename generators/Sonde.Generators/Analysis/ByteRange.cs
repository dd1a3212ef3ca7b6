namespace Sonde.Generators.Analysis;

/// <summary>Bytes from <see cref="Start"/> to before <see cref="End"/>.</summary>
internal readonly record struct ByteRange(int Start, int End)
{
    public ByteRange Moved(int offset) => new(Start + offset, End + offset);
}
