namespace Sonde.Generators;

/// <summary>Names of the pipeline's steps, for tests of what runs again and why.</summary>
internal static class Steps
{
    public const string Inputs = nameof(Inputs);
    public const string Duplicates = nameof(Duplicates);
    public const string Results = nameof(Results);
    public const string Skeletons = nameof(Skeletons);
    public const string Reports = nameof(Reports);
}
