namespace Sonde.Kernel.Tests;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.1.0-40-amd64", 6, 1, 0)]
    [InlineData("6.12.3\n", 6, 12, 3)]
    [InlineData("5.15.167.4-microsoft-standard-WSL2", 5, 15, 167)]
    [InlineData("6.14-rc2", 6, 14, 0)]
    [InlineData("5.10", 5, 10, 0)]
    [InlineData("6.1.", 6, 1, 0)]
    [InlineData("4.18.0-553.el8_10.x86_64", 4, 18, 0)]
    [InlineData("6.8.0+", 6, 8, 0)]
    public void A_release_begins_with_its_version(string release, int major, int minor, int patch)
    {
        KernelVersion version = KernelVersion.Parse(release);

        Assert.Equal((major, minor, patch), (version.Major, version.Minor, version.Patch));
        Assert.Equal(release.Trim(), version.Release);
        Assert.Equal(release.Trim(), version.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("6.")]
    [InlineData("v6.1")]
    [InlineData("6..1")]
    [InlineData("-6.1")]
    [InlineData("99999999999.1")]
    [InlineData("generic")]
    public void What_does_not_begin_with_a_version_is_refused(string release)
    {
        var e = Assert.Throws<FormatException>(() => KernelVersion.Parse(release));

        Assert.Equal($"'{release}' is not a kernel release.", e.Message);
    }

    [Theory]
    [InlineData(5, 10, true)]
    [InlineData(5, 9, true)]
    [InlineData(5, 11, false)]
    [InlineData(4, 99, true)]
    [InlineData(6, 0, false)]
    public void Versions_are_compared_by_number(int major, int minor, bool atLeast)
        => Assert.Equal(atLeast, KernelVersion.Parse("5.10.7").IsAtLeast(major, minor));

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_running_kernel_has_the_release_that_the_runtime_sees()
        => Assert.StartsWith(Environment.OSVersion.Version.ToString(2), KernelVersion.Current.Release, StringComparison.Ordinal);
}
