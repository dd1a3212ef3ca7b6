namespace Sonde.Generators.Description;

/// <summary>What the build task wrote about one compiled object. Every type number in it is 0 or described.</summary>
internal sealed record ObjectDescription(
    string Source,
    string License,
    EquatableArray<BtfType> Types,
    EquatableArray<DescribedMap> Maps,
    EquatableArray<DescribedSection> Sections,
    EquatableArray<DescribedProgram> Programs,
    EquatableArray<DescribedExport> Exports);
