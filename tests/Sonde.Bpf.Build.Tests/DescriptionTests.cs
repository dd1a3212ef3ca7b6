namespace Sonde.Bpf.Build.Tests;

public sealed class DescriptionTests
{
    [Fact]
    public void Rich_program_is_described_in_full()
    {
        using var consumer = new Consumer();
        File.Delete(Path.Combine(consumer.Folder, "probe.bpf.c"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Programs/rich.bpf.c"), Path.Combine(consumer.Folder, "rich.bpf.c"));
        consumer.Describe("-restore").Succeeded();
        string golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/rich.bpf.txt"));
        Assert.Equal(golden, File.ReadAllText(consumer.Output("Consumer.Rich.bpf.txt")));
    }
}
