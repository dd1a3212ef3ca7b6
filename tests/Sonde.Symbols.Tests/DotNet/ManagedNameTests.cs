namespace Sonde.Symbols.Tests.DotNet;

public sealed class ManagedNameTests
{
    [Theory]
    [InlineData("Shop.OrderService", "Place", "Shop.OrderService.Place")]
    [InlineData("Shop.OrderService+<PlaceAsync>d__5", "MoveNext", "Shop.OrderService.PlaceAsync")]
    [InlineData("Shop.OrderService+<PlaceAsync>d__5`1[System.Int32]", "MoveNext", "Shop.OrderService.PlaceAsync")]
    [InlineData("Shop.OrderService+<PlaceAsync>d__5", "SetStateMachine", "Shop.OrderService.PlaceAsync.SetStateMachine")]
    [InlineData("System.Collections.Generic.List`1+Enumerator[System.Int32]", "MoveNext", "System.Collections.Generic.List<System.Int32>.Enumerator.MoveNext")]
    [InlineData("Shop.Box`1+Nested[System.__Canon]", "Get", "Shop.Box<T>.Nested.Get")]
    [InlineData("Shop.Box`1+Nested`2[System.Int32,System.__Canon,System.__Canon[]]", "Get", "Shop.Box<System.Int32>.Nested<T1,T2[]>.Get")]
    [InlineData("Shop.Box`1+Nested+Deep[A`1+B[C]]", "Get", "Shop.Box<A<C>.B>.Nested.Deep.Get")]
    [InlineData("Shop.Box`1+<Run>d__3[System.__Canon]", "MoveNext", "Shop.Box<T>.Run")]
    [InlineData("A`1[B`1+C[System.Int32][]]", "M", "A<B<System.Int32>.C[]>.M")]
    [InlineData("A`1+B[]", "M", "A.B[].M")]
    [InlineData("A`2+B[C]", "M", "A.B[C].M")]
    [InlineData("A`99999999999+B`2147483647[C]", "M", "A.B<C>.M")]
    [InlineData("System.Collections.Generic.Dictionary`2[System.Int32,System.__Canon]", "Add", "System.Collections.Generic.Dictionary<System.Int32,T2>.Add")]
    [InlineData("Program", "<Main>$", "Program.Main")]
    [InlineData("Program+<>c", "<<Main>$>b__0_0", "Program.Main.(lambda)")]
    [InlineData("Program+<>c__DisplayClass3_0", "<Run>b__1", "Program.Run.(lambda)")]
    [InlineData("Program+<>c+<<Run>b__0_0>d", "MoveNext", "Program.Run.(lambda)")]
    [InlineData("Program", "<Run>g__Helper|3_0", "Program.Run.Helper")]
    [InlineData("Program+<<Run>g__Helper|3_0>d", "MoveNext", "Program.Run.Helper")]
    [InlineData("System.Collections.Generic.List`1[System.__Canon]", "Add", "System.Collections.Generic.List<T>.Add")]
    [InlineData("System.Collections.Generic.Dictionary`2[System.Int32,System.Byte[]]", ".ctor", "System.Collections.Generic.Dictionary<System.Int32,System.Byte[]>..ctor")]
    [InlineData("A`1[B+C[]]", "M", "A<B.C[]>.M")]
    [InlineData("A`1[B[,]]", "M", "A<B[,]>.M")]
    [InlineData(
        "System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1+AsyncStateMachineBox`1[System.Threading.Tasks.VoidTaskResult,Shop.OrderService+<PlaceAsync>d__3]",
        "MoveNext",
        "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<System.Threading.Tasks.VoidTaskResult>.AsyncStateMachineBox<Shop.OrderService.PlaceAsync>.MoveNext")]
    [InlineData("A`1[B`1[Shop.Order+<>c__DisplayClass1_0+<<Run>b__0>d]]", "M", "A<B<Shop.Order.Run.(lambda)>>.M")]
    [InlineData("A`2[B+<Run>d__1`1[System.Int32],C]", "M", "A<B.Run,C>.M")]
    [InlineData("A`1[B", "M", "A[B.M")]
    [InlineData("A[][B", "M", "A[][B.M")]
    [InlineData("A`1[B[C]", "M", "A[B[C].M")]
    [InlineData("", "IL_STUB_PInvoke", "IL_STUB_PInvoke")]
    [InlineData("dynamicClass", "lambda_method1", "dynamicClass.lambda_method1")]
    [InlineData("<broken", "<name", "<broken.<name")]
    [InlineData("<>", "<>", "<>.<>")]
    public void What_the_compiler_made_of_a_name_is_undone(string type, string method, string expected)
        => Assert.Equal(expected, ManagedName.Readable(type, method));

    [Theory]
    [InlineData("A`1[", "]")]
    [InlineData("<", ">b__0")]
    [InlineData("[", "]")]
    [InlineData("[", "")]
    [InlineData("A`1[", "")]
    public void A_name_may_nest_as_deeply_as_it_likes(string open, string close)
    {
        const int depth = 100_000;
        string name = string.Concat(Enumerable.Repeat(open, depth)) + "x" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.NotEmpty(ManagedName.Readable(name, "M"));
        Assert.NotEmpty(ManagedName.Readable("A", name));
    }
}
