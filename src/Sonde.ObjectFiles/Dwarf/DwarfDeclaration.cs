namespace Sonde.ObjectFiles;

/// <summary>Where a source file declares a variable or an enumeration.</summary>
public sealed class DwarfDeclaration
{
    internal DwarfDeclaration(DwarfTag tag, string name, string file, int line)
    {
        Tag = tag;
        Name = name;
        File = file;
        Line = line;
    }

    /// <summary>What is declared.</summary>
    public DwarfTag Tag { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Path of the file; a relative one starts at the folder that the compiler ran in.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {File}:{Line}";
}
