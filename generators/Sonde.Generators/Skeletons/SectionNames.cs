using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

/// <summary>A section whose C# names are decided before its variables are looked at.</summary>
internal sealed record SectionNames(DescribedSection Section, string Property, string TypeName);
