using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class DisposalOrderTests
{
    // An object, a link of it, a subscription to its ring and the map: each order in which they can be disposed.
    public static TheoryData<string> Orders => [.. Permutations("olsm")];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Everything_of_an_object_can_be_disposed_in_any_order_and_twice(string order)
    {
        TestKernel.Require(KernelFeatures.Bpf);
        Numbers numbers = Numbers.Open();
        numbers.Load();
        BpfLink link = numbers.Programs.WriteNumbers.AttachRawTracepoint("sys_enter");
        RingSubscription subscription = numbers.Maps.Numbers.Subscribe((in Numbers.Number _) => { });
        BpfMap map = numbers.Object.GetMap("numbers");

        foreach (char step in order + order)
        {
            switch (step)
            {
                case 'o':
                    numbers.Dispose();
                    break;
                case 'l':
                    link.Dispose();
                    break;
                case 's':
                    subscription.Dispose();
                    break;
                default:
                    map.Dispose(); // Of an object: nothing, whether the object lives or not.
                    break;
            }
        }

        Assert.False(link.IsAttached);
        Assert.True(subscription.Completion.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => numbers.Maps.Numbers.Read(new Numbers.Number[1]));
    }

    private static IEnumerable<string> Permutations(string letters)
        => letters.Length <= 1
            ? [letters]
            : letters.SelectMany(first => Permutations(letters.Replace(first.ToString(), "", StringComparison.Ordinal)).Select(rest => first + rest));
}
