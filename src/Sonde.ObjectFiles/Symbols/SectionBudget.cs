namespace Sonde.ObjectFiles;

/// <summary>How many bytes may be taken for sections of a file and of those it refers to, all together: of what is uncompressed, and of split files all.</summary>
internal sealed class SectionBudget(long limit)
{
    /// <summary>How many bytes were taken.</summary>
    public long Used { get; private set; }

    public long Left => limit - Used;

    /// <summary>Is told of each section that cannot be had, and why.</summary>
    public Action<string>? Refused { get; set; }

    public void Take(long bytes) => Used += bytes;

    /// <summary>Gives back what was taken since <see cref="Used"/> was this.</summary>
    public void GiveBackTo(long used) => Used = used;
}
