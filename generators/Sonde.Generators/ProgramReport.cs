namespace Sonde.Generators;

/// <summary>The problems of one input, apart from its skeleton: a new skeleton with the old problems reports nothing anew.</summary>
internal sealed record ProgramReport(string SourcePath, string Folder, EquatableArray<Problem> Problems);
