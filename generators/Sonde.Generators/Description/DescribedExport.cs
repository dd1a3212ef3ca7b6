namespace Sonde.Generators.Description;

/// <summary>A type that the program asks for by name; <see cref="IsKernels"/> where its layout is that of the kernel it runs on.</summary>
internal sealed record DescribedExport(int Type, bool IsKernels, SourcePlace? Place);
