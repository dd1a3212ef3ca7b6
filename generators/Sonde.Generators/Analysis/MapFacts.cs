namespace Sonde.Generators.Analysis;

/// <summary>What is known of a map before the program runs, as the kernel gets it; null is what is not.</summary>
internal sealed record MapFacts(string Subject, int? MapType, long? KeySize, long? ValueSize, long? MaxEntries);
