namespace Sonde.ObjectFiles;

/// <summary>Where a source file declares a function, a variable or an enumeration.</summary>
public sealed class DwarfDeclaration
{
    internal DwarfDeclaration(DwarfTag tag, string name, string? function, string file, int line, bool isDefinition)
    {
        Tag = tag;
        Name = name;
        Function = function;
        File = file;
        Line = line;
        IsDefinition = isDefinition;
    }

    /// <summary>What is declared.</summary>
    public DwarfTag Tag { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The function whose static variable it is, or null if it stands outside of functions.</summary>
    public string? Function { get; }

    /// <summary>Path of the file; a relative one starts at the folder that the compiler ran in.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>Whether this is where it is defined, and not an <c>extern</c>.</summary>
    public bool IsDefinition { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {File}:{Line}";
}
