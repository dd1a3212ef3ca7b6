namespace Sonde.Generators.Description;

/// <summary>One of the types of records that a ring buffer has, told from the others by the tag that each begins with.</summary>
internal sealed record DescribedRecord(string Name, long Tag, int Type, SourcePlace? Place);
