namespace Sonde.Generators.Description;

internal sealed record DescribedVariable(string Name, int Type, int Offset, int Size, bool IsStatic, SourcePlace? Place);
