namespace Sonde.Generators.Skeletons;

/// <summary>Something that a generated struct gives access to. <see cref="CText"/> is how C declares it.</summary>
internal abstract record GeneratedMember(string Name, string Type, string CText);
