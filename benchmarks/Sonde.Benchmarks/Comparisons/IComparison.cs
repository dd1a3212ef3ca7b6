namespace Sonde.Benchmarks;

/// <summary>A job that Sonde and a peer do in turns.</summary>
internal interface IComparison
{
    /// <summary>How the command line names it.</summary>
    string Name { get; }

    /// <summary>Does the job and prints what came out.</summary>
    /// <param name="peers">The programs to be set beside.</param>
    void Run(Peers peers);
}
