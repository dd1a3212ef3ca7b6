namespace Sonde.Bpf.Build.Tests;

internal sealed record BuildResult(int ExitCode, string Output)
{
    public BuildResult Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    public BuildResult Failed()
    {
        Assert.True(ExitCode != 0, Output);
        return this;
    }
}
