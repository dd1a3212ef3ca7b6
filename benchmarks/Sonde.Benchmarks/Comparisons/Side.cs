namespace Sonde.Benchmarks;

/// <summary>One of those that a comparison measures in turns.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Measure">Does the job once and gives its figure.</param>
internal sealed record Side(string Name, Func<double> Measure);
