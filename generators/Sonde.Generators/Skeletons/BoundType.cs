namespace Sonde.Generators.Skeletons;

/// <summary>A type of the description as C# has it: its name in generated code, and the layout that C gave it.</summary>
internal sealed record BoundType(string Name, int Size, int Alignment)
{
    /// <summary>The last part of the name, for names made from it.</summary>
    public string ShortName => Name.Substring(Name.LastIndexOf('.') + 1);
}
