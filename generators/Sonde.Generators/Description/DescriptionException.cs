namespace Sonde.Generators.Description;

/// <summary>Carries the first fault of a description from the line where it is to <see cref="DescriptionReader.TryRead"/>.</summary>
internal sealed class DescriptionException(int line, string reason) : Exception(reason)
{
    public int Line { get; } = line;
}
